import torch
x = torch.tensor([1., 2.], requires_grad=True)
y = torch.tensor([3., 4.], requires_grad=True)
z = ((x * y) + 1).sum()
print(z.grad_fn.name())
print(z.grad_fn.next_functions[0][0].name())
mul = z.grad_fn.next_functions[0][0].next_functions[0][0]
print(mul.name(), [f.name() for f, _ in mul.next_functions])
print(mul.next_functions[0][0].variable is x)
print(mul.next_functions[1][0].variable)
