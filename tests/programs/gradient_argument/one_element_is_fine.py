import torch

a = torch.tensor([2.0], requires_grad=True)
b = a * 5
b.backward()          # shape [1] counts as a scalar
print(a.grad)

c = torch.tensor([[3.0]], requires_grad=True)
(c ** 2).backward()   # and so does [1, 1]
print(c.grad, c.grad.shape)
