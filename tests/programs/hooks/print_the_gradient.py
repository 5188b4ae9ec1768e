import torch

x = torch.tensor(1., requires_grad=True)
y = x * 2
y.register_hook(lambda g: print('gradient of y:', g))
z = y ** 2
z.backward()
print(x.grad)
