# A leaf is a tensor that no recorded operation made: a and b are leaves, F and G are not.
# So is c, which was computed, but of tensors that need no gradient.
import torch

a = torch.tensor([10.0, 10.0], requires_grad=True)
b = torch.tensor([20.0, 20.0], requires_grad=True)
c = torch.tensor([1.0, 2.0]) * 3

F = a * b
G = 2 * F
G.backward(gradient=torch.tensor([1.0, 1.0]))

print("a is a leaf:", a.is_leaf)
print("b is a leaf:", b.is_leaf)
print("c is a leaf:", c.is_leaf)
print("F is a leaf:", F.is_leaf)
print("G is a leaf:", G.is_leaf)
