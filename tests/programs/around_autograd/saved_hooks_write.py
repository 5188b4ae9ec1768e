import torch
x = torch.ones(2, requires_grad=True)
def pack(t):
    t += 1
    return t
with torch.autograd.graph.saved_tensors_hooks(pack, lambda x: x):
    y = x.exp()
