import torch

x = torch.tensor([1., 2., 3.], requires_grad=True)
y = x.detach()
y[0] = 100.          # changes x, too!
print(x)
print(y)
