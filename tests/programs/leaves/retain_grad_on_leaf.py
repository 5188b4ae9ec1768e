import torch
x = torch.tensor(1., requires_grad=True)
x.retain_grad()           # no effect on a leaf
print(x.retains_grad)
(x * 2).backward()
print(x.grad)
