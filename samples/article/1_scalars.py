# Two numbers and their product. The derivative of a * b with respect to a is b, and to b it is a:
# a.grad is 20, b.grad is 10.
import torch

a = torch.tensor(10.0, requires_grad=True)
b = torch.tensor(20.0, requires_grad=True)

F = a * b
F.backward()

print("a.grad =", a.grad)
print("b.grad =", b.grad)
