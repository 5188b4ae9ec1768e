import torch
import torch.nn.functional as F
x = torch.tensor([[1., 2.], [3., 4.]])
print(F.softmax(x))
print(F.log_softmax(x, dim=-1))
