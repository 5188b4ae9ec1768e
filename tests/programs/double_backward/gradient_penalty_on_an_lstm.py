import torch
from torch import nn

torch.manual_seed(1)
lstm = nn.LSTM(2, 3)
head = nn.Linear(3, 1)
x = torch.randn(4, 1, 2, requires_grad=True)
score = head(lstm(x)[0][-1]).sum()
(grad,) = torch.autograd.grad(score, x, create_graph=True)
penalty = (grad.norm() - 1) ** 2
penalty.backward()
print(f"{score.item():.4f} {penalty.item():.4f}")
print(lstm.weight_hh_l0.grad, head.weight.grad)
