import torch
x = torch.tensor([1., 2., 65504.], dtype=torch.float16)
print(x)
print(x + 1)
print(x * 2)
y = torch.tensor([1/3], dtype=torch.float16)
print(y, y.item())
