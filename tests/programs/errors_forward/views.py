import torch
x = torch.arange(4.)
for shape in [(3, 2), (-1, 3), (-1, -1)]:
    try:
        x.view(*shape)
    except RuntimeError as e:
        print(shape, e)
x.reshape(5)
