import torch
w = torch.tensor([1., 2., 3., 4.], requires_grad=True)
frozen = torch.cat([w[:2].detach(), w[2:]])
(frozen ** 2).sum().backward()
print(w.grad)
