import torch
a = torch.tensor([1.], requires_grad=True)
b = torch.tensor([2.], requires_grad=True)
kept = torch.cat([a, b])
lost = torch.tensor([a.item(), b.item()])
(kept ** 2).sum().backward()
print(kept.requires_grad, lost.requires_grad, a.grad, b.grad)
