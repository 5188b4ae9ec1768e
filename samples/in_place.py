# exp() keeps its result for the backward pass. The result is changed in place before that, and
# backward() notices by the version: 1 instead of 0.
import torch

x = torch.tensor([0.0, 1.0], requires_grad=True)
y = x.exp()
y += 1
print("version of y:", y._version)
y.sum().backward()
