# F.backward() of a scalar is F.backward(gradient=torch.tensor(1.0)): the vector has F's shape.
# torch.tensor([1.0]) has shape [1]; it fits F of shape [1], and not F of shape [].
import torch

a = torch.tensor(10.0, requires_grad=True)
b = torch.tensor(20.0, requires_grad=True)
F = a * b
F.backward(gradient=torch.tensor(1.0))
print("a.grad =", a.grad)

a = torch.tensor([10.0], requires_grad=True)
b = torch.tensor([20.0], requires_grad=True)
F = a * b
F.backward(gradient=torch.tensor([1.0]))
print("a.grad =", a.grad)

a = torch.tensor(10.0, requires_grad=True)
b = torch.tensor(20.0, requires_grad=True)
F = a * b
try:
    F.backward(gradient=torch.tensor([1.0]))
except RuntimeError as error:
    print(error)
