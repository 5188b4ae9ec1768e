import torch
x = torch.arange(6.).reshape(2, 3).requires_grad_()
y = x * 2
y.t_()
print(y.shape)
y.sum().backward()
print(x.grad)
