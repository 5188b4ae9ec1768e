import torch
import torch.nn.functional as F
torch.manual_seed(0)
logits = torch.tensor([[1., 2., 0.5]], requires_grad=True)
y = F.gumbel_softmax(logits, tau=1.0)
print(y)
(y * torch.tensor([1., 2., 3.])).sum().backward()
print(logits.grad)
logits.grad = None
hard = F.gumbel_softmax(logits, tau=0.5, hard=True)
print(hard)
(hard * torch.tensor([1., 2., 3.])).sum().backward()
print(logits.grad)
# by hand
g = -torch.log(-torch.log(torch.rand(1, 3)))
print(F.softmax((logits + g) / 0.5, dim=-1))
