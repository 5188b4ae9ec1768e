import torch
params = [torch.tensor([3., 4.], requires_grad=True), torch.tensor(12., requires_grad=True)]
loss = sum((p ** 2).sum() / 2 for p in params)
loss.backward()
total = torch.sqrt(sum(p.grad.norm() ** 2 for p in params))
print('norm', total.item())
max_norm = 1.0
for p in params:
    p.grad.mul_(max_norm / (total + 1e-6))
print([p.grad for p in params])
