import torch
x = torch.tensor([-1., 0., 2.], requires_grad=True)
leaky = torch.where(x > 0, x, 0.1 * x)
print(leaky)
leaky.sum().backward()
print(x.grad)
