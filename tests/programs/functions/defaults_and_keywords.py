import torch

def linear(x, w=2.0, b=0.5, *, activation=None):
    out = x * w + b
    if activation is not None:
        out = activation(out)
    return out

x = torch.tensor(1.0, requires_grad=True)
print(linear(x))
print(linear(x, b=0))
print(linear(x, 3, activation=torch.tanh))
y = linear(x=x, w=x)
y.backward()
print(x.grad)
