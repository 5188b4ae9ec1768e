import torch

w = torch.ones(2, 2)
w = w * 0.01
w.requires_grad = True
x = torch.tensor([[1., 2.]])
loss = (x @ w).sum()
loss.backward()
print(w.is_leaf)
print(w.grad)

with torch.no_grad():
    v = torch.ones(2, 2, requires_grad=True) * 0.01
v.requires_grad_()
(x @ v).sum().backward()
print(v.is_leaf, v.grad)
