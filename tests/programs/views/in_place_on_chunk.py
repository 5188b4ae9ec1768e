import torch
x = torch.ones(4, requires_grad=True)
y = x * 2
left, right = y.chunk(2)
left.zero_()
