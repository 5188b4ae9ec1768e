import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = 2 * x

# why does this not work?
y.backward()
print(x.grad)
