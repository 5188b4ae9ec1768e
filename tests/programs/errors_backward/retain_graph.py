import torch
x = torch.tensor(3., requires_grad=True)
y = x ** 3
y.backward(retain_graph=True)
print(x.grad)
y.backward()
print(x.grad)      # twice as much: it accumulates
