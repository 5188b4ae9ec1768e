# Two ways to leave the graph: detach() cuts one tensor off, no_grad() records nothing at all.
# What is behind a cut counts as a constant: x.grad is c, not 2 * x.
import torch

x = torch.tensor(3.0, requires_grad=True)

c = x.detach()
y = x * c
y.backward()
print("x.grad =", x.grad)

with torch.no_grad():
    z = x * 2
print("z needs a gradient:", z.requires_grad)
