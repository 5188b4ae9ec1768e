import torch
x = torch.tensor([1., 2.], requires_grad=True)
(x * 3).sum().backward()
print(x.grad)
x.grad = 0
