import torch
m = torch.zeros(3, 3)
m.diagonal().fill_(1.)
print(m)
print(torch.diag(m))
print(torch.diag(torch.tensor([1., 2.])))
