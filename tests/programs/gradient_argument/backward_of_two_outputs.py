import torch

x = torch.tensor([1., 2., 3.], requires_grad=True)
y1 = x * 2
y2 = x ** 2
torch.autograd.backward([y1, y2], [torch.ones(3), torch.tensor([1., 0., 0.])])
print(x.grad)
