import torch
z = torch.stack([torch.tensor([2.25, 3.75])], dim=1)
z[None] = z
print(z._version, z.expand(3, 2, 1).stride(), z[None].expand(1, 2, 1).stride())
z = torch.arange(4.0).reshape(2, 2).t()
z[None] = z
z[None, None] = z
print(z, z._version)
