import torch
x = torch.tensor([1., 2.], requires_grad=True)
y1 = x * 2
y2 = x * 3
torch.autograd.backward([y1, y2], [torch.ones(2)])
