import torch
w = torch.tensor(1., requires_grad=True)
lr = 0.1
w.data -= lr * w.grad      # before any backward
