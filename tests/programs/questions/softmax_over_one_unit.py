import torch
import torch.nn.functional as F
w = torch.tensor([[0.3], [0.7]], requires_grad=True)
x = torch.tensor([[1., 2.]])
p = F.softmax(x @ w, dim=1)
print(p)
(-(torch.log(p))).sum().backward()
print(w.grad)
