import torch

x = torch.tensor([1., 2., 3.], requires_grad=True)
out = torch.zeros(3, 2)
for i in range(3):
    out[i, 0] = x[i]
    out[i, 1] = x[i] ** 2
print(out)
out.sum().backward()
print(x.grad)
