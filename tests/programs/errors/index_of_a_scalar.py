import torch
x = torch.tensor(2.0)
for key in [0, 7, -1, (7,), (0, 0), torch.tensor(7), torch.tensor(0)]:
    try:
        print(x[key])
    except IndexError as e:
        print(e)
print(x[None][0], x[...])
