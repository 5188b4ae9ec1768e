import torch
x = torch.tensor([1., 2.], requires_grad=True)
x.grad = torch.tensor([10., 20.])
(x * 3).sum().backward()      # adds to what is there
print(x.grad)
x.grad = None
(x * 3).sum().backward()
print(x.grad)
x.grad = torch.zeros(3)       # wrong size
