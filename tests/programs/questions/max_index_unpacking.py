import torch
scores = torch.tensor([[0.1, 0.9, 0.3], [0.8, 0.2, 0.5]], requires_grad=True)
best, idx = scores.max(dim=1)
print(best, idx)
print(scores.max(1))
best.sum().backward()
print(scores.grad)
idx.sum().backward()
