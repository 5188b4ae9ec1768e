import torch
# 1-d convolution with slices
x = torch.tensor([1., 2., 3., 4., 5.])
k = torch.tensor([1., 0., -1.], requires_grad=True)
y = torch.stack([(x[i:i + 3] * k).sum() for i in range(3)])
print(y)
(y ** 2).mean().backward()
print(k.grad)
