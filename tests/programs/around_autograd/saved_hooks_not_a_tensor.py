import torch
x = torch.ones(2, requires_grad=True)
with torch.autograd.graph.saved_tensors_hooks(lambda x: x, lambda x: 5):
    y = x * x
y.sum().backward()
