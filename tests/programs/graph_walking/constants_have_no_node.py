import torch
x = torch.tensor(1., requires_grad=True)
y = x + torch.tensor(5.)
print(y.grad_fn.next_functions[0][0].name(), y.grad_fn.next_functions[1])
z = x * 2
print(len(z.grad_fn.next_functions), z.grad_fn.next_functions[0][1])
