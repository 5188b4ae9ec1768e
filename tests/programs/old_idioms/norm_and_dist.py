import torch
x = torch.tensor([3., -4.], requires_grad=True)
print(x.norm(), x.norm(1), x.norm(p=2), torch.norm(x, float('inf')))
m = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
print(m.norm(dim=1), torch.norm(m, 2, 0), torch.dist(x, torch.zeros(2)))
m.norm(dim=1).sum().backward()
print(m.grad)
