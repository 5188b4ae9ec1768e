import torch
W = torch.ones(2, 2, requires_grad=True)
try:
    W[0, 0] = 5.
except RuntimeError as e:
    print(e)
with torch.no_grad():
    W[0, 0] = 5.
W.data[1, 1] = 7.
print(W, W.is_leaf, W._version)
