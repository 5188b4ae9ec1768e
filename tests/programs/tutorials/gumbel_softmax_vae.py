import torch
import torch.nn.functional as F

torch.manual_seed(0)
logits = torch.tensor([[1., 0., -1.], [0.5, 0.5, 0.]], requires_grad=True)

def sample_gumbel(shape, eps=1e-20):
    U = torch.rand(shape)
    return -torch.log(-torch.log(U + eps) + eps)

def gumbel_softmax_sample(logits, temperature):
    y = logits + sample_gumbel(logits.size())
    return F.softmax(y / temperature, dim=-1)

y = gumbel_softmax_sample(logits, 0.7)
print(y.shape, y.sum(-1))
shape = y.size()
_, ind = y.max(dim=-1)
y_hard = torch.zeros_like(y).view(-1, shape[-1])
y_hard.scatter_(1, ind.view(-1, 1), 1)
y_hard = y_hard.view(*shape)
# Set gradients w.r.t. y_hard gradients w.r.t. y
y_hard = (y_hard - y).detach() + y
(y_hard * torch.tensor([1., 2., 3.])).sum().backward()
print(y_hard, logits.grad)
hard = F.gumbel_softmax(logits, tau=1, hard=True)
soft = F.gumbel_softmax(logits, tau=0.5)
print(hard, soft.shape)
