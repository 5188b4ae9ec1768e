import torch
W = torch.zeros(3, 4, requires_grad=True)
x = torch.arange(8.).reshape(2, 4)
out = x.mm(W.t())
print(out.size())
out.sum().backward()
print(W.grad.shape == W.shape)
print(W.grad)
