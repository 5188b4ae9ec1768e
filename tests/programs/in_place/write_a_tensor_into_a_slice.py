import torch
a = torch.tensor([1., 2.], requires_grad=True)
buf = torch.zeros(4)
buf[1:3] = a * 5
print(buf)
print(buf.requires_grad, buf.is_leaf)
(buf ** 2).sum().backward()
print(a.grad)
