import torch

# the same tensor several times in one expression
x = torch.tensor(2.0, requires_grad=True)
y = x * x * x + x
y.backward()
print(x.grad)   # 3x^2 + 1 = 13

x2 = torch.tensor(2.0, requires_grad=True)
t = x2
for _ in range(4):
    t = t * x2
t.backward()
print(t, x2.grad)   # 2^5, 5 * 2^4
