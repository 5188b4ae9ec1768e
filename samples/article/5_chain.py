# One more step: G = 2 * F. The vector meets G first, is doubled on its way to F, and reaches a and
# b through the chain rule: a.grad is [40, 40], b.grad is [20, 20].
import torch

a = torch.tensor([10.0, 10.0], requires_grad=True)
b = torch.tensor([20.0, 20.0], requires_grad=True)

F = a * b
G = 2 * F
G.backward(gradient=torch.tensor([1.0, 1.0]))

print("a.grad =", a.grad)
print("b.grad =", b.grad)
