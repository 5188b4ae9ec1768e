# The gradient passed through F, yet F.grad is None: F is not a leaf, and backward() keeps the
# gradients of leaves only. To read F.grad gives a warning.
import torch

a = torch.tensor([10.0, 10.0], requires_grad=True)
b = torch.tensor([20.0, 20.0], requires_grad=True)

F = a * b
G = 2 * F
G.backward(gradient=torch.tensor([1.0, 1.0]))

print("a.grad =", a.grad)
print("F.grad =", F.grad)
