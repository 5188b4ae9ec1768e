# F.retain_grad(), before backward(), asks to keep what passes through F: F.grad is [2, 2].
# Nobody asked for G's: it stays None.
import torch

a = torch.tensor([10.0, 10.0], requires_grad=True)
b = torch.tensor([20.0, 20.0], requires_grad=True)

F = a * b
F.retain_grad()
G = 2 * F
G.backward(gradient=torch.tensor([1.0, 1.0]))

print("a.grad =", a.grad)
print("b.grad =", b.grad)
print("F.grad =", F.grad)
