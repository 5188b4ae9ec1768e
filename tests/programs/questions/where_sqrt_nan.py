import torch
x = torch.tensor([-1., 0., 4.], requires_grad=True)
y = torch.where(x > 0, torch.sqrt(x), torch.tensor(0.))
print(y)
y.sum().backward()
print(x.grad)
