import torch
W = torch.ones(2, 2, requires_grad=True)
mask = torch.tensor([[1., 0.], [0., 1.]])
(W * 3).sum().backward()
W.grad *= mask
print(W.grad)
W.grad.data.clamp_(max=2)
print(W.grad)
