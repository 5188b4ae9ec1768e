import torch
x = torch.tensor([1., 2.], requires_grad=True)
y = torch.tensor(x)
print(y.requires_grad, y.is_leaf)
z = torch.tensor(x, requires_grad=True)
print(z.requires_grad, z.is_leaf)
w = x.clone().detach().requires_grad_(True)
print(w.requires_grad, w.is_leaf)
