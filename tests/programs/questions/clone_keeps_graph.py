import torch
a = torch.tensor([1., 2.], requires_grad=True)
b = a.clone()
b[0] = 0                 # a is as it was
(b * 3).sum().backward()
print(a, a.grad)
