import torch
n = torch.tensor([7, -7])
print(n // 2, n % 3, n / 2, n ** 2, -n, abs(n))
print(n * 2 + 1, 2 - n, n.pow(3))
print(torch.div(n, 2, rounding_mode='floor'), torch.div(n, 2, rounding_mode='trunc'))
print(n & 3, n << 1, n >> 1)
print(n.sum(), n.prod(), n.max(), n.min(), n.cumsum(0))
