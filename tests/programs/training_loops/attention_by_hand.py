import torch
import torch.nn.functional as F
import math
q = torch.tensor([[1., 0.], [0., 1.], [1., 1.]], requires_grad=True)
k = torch.tensor([[1., 2.], [0., 1.], [-1., 0.5]], requires_grad=True)
v = torch.tensor([[1., 2.], [3., 4.], [5., 6.]], requires_grad=True)
scores = q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))
mask = torch.tril(torch.ones(3, 3))
scores = scores.masked_fill(mask == 0, float('-inf'))
att = F.softmax(scores, dim=-1)
out = att @ v
print(att)
out.sum().backward()
print(q.grad)
print(v.grad)
