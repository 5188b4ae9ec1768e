import torch

x = torch.tensor([1., 2.], requires_grad=True)
F = x * 3
F.backward(1.0)
