import torch
p = torch.tensor([0., 0.5, 1.0], requires_grad=True)
mask = (p > 0).float()
ent = -(p * torch.log(p)) 
ent = torch.where(torch.isnan(ent), torch.zeros_like(ent), ent)
print(ent, mask)
ent.sum().backward()
print(p.grad)

p.grad = None
ent = -(p * torch.log(p.clamp(min=1e-8)))
ent.sum().backward()
print(p.grad)
