import torch
x = torch.tensor([1., 2.], requires_grad=True)
print(x.grad_fn, x.is_leaf)
y = x.detach()
print(y.grad_fn)
z = x.view(2)
print(z.grad_fn.name(), z.grad_fn.next_functions[0][0].name())
(x[0] * 1).backward()
print(x.grad)
