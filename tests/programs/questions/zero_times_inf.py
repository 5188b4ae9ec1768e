import torch
x = torch.tensor([0., 1.], requires_grad=True)
y = torch.tensor([0., 1.]) * torch.log(x)
print(y)
z = y[1]
z.backward()
print(x.grad)
