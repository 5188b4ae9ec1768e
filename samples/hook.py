# A hook sees the gradient on its way, and may change it: here it is halved before it goes on.
import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)

y = x * 3
y.register_hook(lambda grad: grad / 2)
z = y.sum()
z.backward()

print("x.grad =", x.grad)
