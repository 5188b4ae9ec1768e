# b has 3 elements and is added to 2 rows. Backward sums over the rows: each b counts twice.
import torch

x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], requires_grad=True)
b = torch.tensor([10.0, 20.0, 30.0], requires_grad=True)

y = x + b
y.sum().backward()

print("x.grad =", x.grad)
print("b.grad =", b.grad)
