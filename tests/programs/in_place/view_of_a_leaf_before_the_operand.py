import torch
a = torch.tensor([1.0], requires_grad=True)
v = a[0:1]
for other in [True, torch.tensor([True])]:
    try:
        v -= other
    except RuntimeError as e:
        print(e)
with torch.no_grad():
    try:
        v -= True
    except RuntimeError as e:
        print(e)
