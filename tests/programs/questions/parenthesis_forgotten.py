import torch
x = torch.tensor([1., 2.], requires_grad=True)
loss = (x ** 2).sum
loss.backward()
