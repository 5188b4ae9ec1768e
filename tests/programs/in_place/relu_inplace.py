import torch
import torch.nn.functional as F
x = torch.tensor([-1., 2., 3.], requires_grad=True)
y = x * 2
F.relu(y, inplace=True)
print(y)
y.sum().backward()
print(x.grad)
