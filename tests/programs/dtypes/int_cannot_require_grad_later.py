import torch
x = torch.arange(4)
try:
    x.requires_grad = True
except RuntimeError as e:
    print(e)
x.requires_grad_()
