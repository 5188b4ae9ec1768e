# where() takes 0 for x <= 0, but sqrt() was computed there all the same, and its slope at 0 is
# infinite: 0 * inf is nan. The remedy is to make the argument safe before sqrt().
import torch

x = torch.tensor([0.0, 4.0], requires_grad=True)

y = torch.where(x > 0, torch.sqrt(x), torch.zeros_like(x))
y.sum().backward()
print("x.grad =", x.grad)

x.grad = None
safe = torch.where(x > 0, x, torch.ones_like(x))
y = torch.where(x > 0, torch.sqrt(safe), torch.zeros_like(x))
y.sum().backward()
print("x.grad =", x.grad)
