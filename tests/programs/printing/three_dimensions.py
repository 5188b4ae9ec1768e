import torch
x = torch.arange(12.).reshape(2, 2, 3)
print(x)
print(x.requires_grad_())
print((x * 2).sum(0))
