import torch

t = torch.tensor([1., 2.])      # no requires_grad anywhere
y = t * 2

try:
    y.backward(torch.ones(3))
except RuntimeError as e:
    print("1:", e)

try:
    y.backward()
except RuntimeError as e:
    print("2:", e)

t.requires_grad_()
z = t * 2
try:
    z.backward()
except RuntimeError as e:
    print("3:", e)
