import torch
t = torch.arange(12.).reshape(3, 4).requires_grad_()
idx = torch.tensor([0, 0, 2])
print(t[idx])
print(t[[0, 2], [1, 3]])
print(t[range(3), [3, 0, 1]])
print(t[:, [0, -1]])
t[idx].sum().backward()
print(t.grad)
