import torch

a = torch.tensor([1., 2.], requires_grad=True)
b = torch.tensor([3., 4.], requires_grad=True)
c = a + 1
d = c * b
c += 1          # c was saved for the gradient of b
d.sum().backward()
