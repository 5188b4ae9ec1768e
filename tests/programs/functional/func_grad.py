import torch
from torch.func import grad, vmap
f = lambda x: torch.sin(x)
x = torch.tensor(1.0)
print(grad(f)(x), torch.cos(x))
print(grad(grad(f))(x), -torch.sin(x))
xs = torch.linspace(0, 1, 3)
print(vmap(grad(f))(xs))
