import torch
x = torch.tensor([2., 0., 3.], requires_grad=True)
x.prod().backward()
print(x.grad)
x.grad = None
torch.cumprod(x, 0).sum().backward()
print(x.grad)
