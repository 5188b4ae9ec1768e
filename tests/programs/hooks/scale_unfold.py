import torch
# gradient reversal with a hook
x = torch.tensor([1., -1.], requires_grad=True)
lam = 0.5
f = x * 1
f.register_hook(lambda g: -lam * g)
(f ** 2).sum().backward()
print(x.grad)
