import torch
t = torch.ones(2)
for i in range(2):
    u = torch.tensor(t)
v = t.clone().detach()
print(u, v)
