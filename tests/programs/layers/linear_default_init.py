import torch
import torch.nn as nn

torch.manual_seed(0)
linear = nn.Linear(3, 2)
print(linear.weight)
print(linear.bias)
no_bias = nn.Linear(in_features=2, out_features=1, bias=False)
print(no_bias, no_bias.weight, no_bias.bias)
x = torch.tensor([[1., 2., 3.]])
y = linear(x)
print(y, y.shape)
print(torch.allclose(y, x @ linear.weight.T + linear.bias))
y.sum().backward()
print(linear.weight.grad)
d = nn.Linear(2, 2, dtype=torch.float64)
print(d.weight)
