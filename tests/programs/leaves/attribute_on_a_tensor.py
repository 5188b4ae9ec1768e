import torch
x = torch.tensor([1., 2.], requires_grad=True)
x.name_tag = 'input'
x.scale = 10
y = x * x.scale
y.sum().backward()
print(x.name_tag, x.grad)
