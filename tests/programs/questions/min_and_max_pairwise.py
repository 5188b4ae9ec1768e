import torch
a = torch.tensor([1., 2., 3.], requires_grad=True)
b = torch.tensor([3., 2., 1.], requires_grad=True)
torch.max(a, b).sum().backward()
print(a.grad, b.grad)
a.grad = b.grad = None
torch.min(a, b).sum().backward()
print(a.grad, b.grad)
a.grad = b.grad = None
torch.fmax(a, b).sum().backward()
print(a.grad, b.grad)
