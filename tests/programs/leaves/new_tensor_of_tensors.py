import torch

a = torch.tensor(1., requires_grad=True)
b = torch.tensor(2., requires_grad=True)

# looks like stacking, but copies the numbers out of the graph
t = torch.tensor([a, b])
print(t, t.requires_grad)

s = torch.stack([a, b])
print(s)
s.sum().backward()
print(a.grad, b.grad)
