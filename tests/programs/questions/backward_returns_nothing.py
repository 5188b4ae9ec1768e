import torch
x = torch.tensor(2., requires_grad=True)
g = (x ** 2).backward()
print(g, x.grad)
print(g + 1)
