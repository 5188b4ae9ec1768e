import torch
import torch.nn.functional as F
logits = torch.tensor([[4.0, 1.0, -2.0]], requires_grad=True)
target = torch.tensor([0])
good = F.cross_entropy(logits, target)
bad = F.cross_entropy(F.softmax(logits, dim=1), target)
print(good.item(), bad.item())
g1, = torch.autograd.grad(good, logits)
g2, = torch.autograd.grad(bad, logits)
print(g1, g2)
