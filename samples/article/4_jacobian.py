# Why a vector: backward() multiplies it by the Jacobian J, whose row i is the gradient of F[i].
# F[i] depends on a[i] alone, so J is diagonal, and a.grad is J.T @ v, for any v.
import torch

a = torch.tensor([10.0, 10.0], requires_grad=True)
b = torch.tensor([20.0, 30.0], requires_grad=True)

F = a * b

rows = []
for unit in torch.eye(2):
    a.grad = None
    F.backward(gradient=unit, retain_graph=True)
    rows.append(a.grad)
J = torch.stack(rows)
print("J =", J)

for v in (torch.tensor([1.0, 1.0]), torch.tensor([1.0, 0.5])):
    a.grad = None
    F.backward(gradient=v, retain_graph=True)
    print("v =", v)
    print("J.T @ v =", J.T @ v)
    print("a.grad  =", a.grad)
