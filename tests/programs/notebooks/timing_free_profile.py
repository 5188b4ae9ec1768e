import torch
N = 1_000
x = torch.arange(N, dtype=torch.float64, requires_grad=True)
loss = (x / N).pow(2).sum()
loss.backward()
print(f'{loss.item():,.4f}', x.grad[:3], x.grad[-1])
print(x.grad.sum(), 1e3, 0x10, 0b11, 1_0)
