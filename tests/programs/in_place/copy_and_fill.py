import torch
src = torch.tensor([1., 2., 3.], requires_grad=True)
dst = torch.zeros(3)
dst.copy_(src)
print(dst)
dst.sum().backward()
print(src.grad)
t = torch.empty(2, 2).fill_(7.)
print(t)
