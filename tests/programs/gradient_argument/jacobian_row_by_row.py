import torch

def f(x):
    return torch.stack([x[0] * x[1], x[0] ** 2, torch.sin(x[1])])

x = torch.tensor([2.0, 3.0], requires_grad=True)
y = f(x)

J = torch.zeros(3, 2)
for i in range(3):
    if x.grad is not None:
        x.grad.zero_()
    y[i].backward(retain_graph=True)
    J[i] = x.grad
print(J)

# vector-Jacobian product
v = torch.tensor([1.0, 1.0, 1.0])
x.grad.zero_()
y.backward(v)
print(x.grad)
print(J.t() @ v)
