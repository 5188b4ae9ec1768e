# backward() of a vector needs a vector: gradient= says how much each element of F counts.
# With [1, 1], a.grad is [20, 20] and b.grad is [10, 10].
import torch

a = torch.tensor([10.0, 10.0], requires_grad=True)
b = torch.tensor([20.0, 20.0], requires_grad=True)

F = a * b
F.backward(gradient=torch.tensor([1.0, 1.0]))

print("a.grad =", a.grad)
print("b.grad =", b.grad)
