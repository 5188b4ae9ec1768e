import torch

x = torch.tensor([1., 2.], requires_grad=True)
y = x * 3
z = y + 1
y += 10      # add saved nothing, nobody needs y
print(y, z)
z.sum().backward()
print(x.grad)
