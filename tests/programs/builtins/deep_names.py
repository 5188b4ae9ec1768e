import torch
import torch.nn.functional as F
from torch import nn
x = torch.tensor([-1., 2.], requires_grad=True)
print(torch.nn.functional.relu(x), F.relu(x), nn.functional.relu(x), torch.relu(x), x.relu())
print(torch.Tensor.exp(x), torch.Tensor.add(x, 1))
f = torch.tanh
print(f(x), [op(x).sum().item() for op in (torch.abs, torch.neg)])
