import torch
x = torch.tensor([1., 2., 3.], requires_grad=True)
y = torch.softmax(x, dim=0)
y.sum().backward()
print(x.grad.abs().max() < 1e-6)    # the sum is always 1
