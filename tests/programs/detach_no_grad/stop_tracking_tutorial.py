import torch

x = torch.tensor([[0.5, 1.0]])
w = torch.ones(2, 3, requires_grad=True)
b = torch.zeros(3, requires_grad=True)

z = torch.matmul(x, w)+b
print(z.requires_grad)

with torch.no_grad():
    z = torch.matmul(x, w)+b
print(z.requires_grad)

z = torch.matmul(x, w)+b
z_det = z.detach()
print(z_det.requires_grad)
print(z_det.is_leaf, z.is_leaf)
