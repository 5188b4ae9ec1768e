import torch
x = torch.tensor(2., requires_grad=True)
y = x * x
f0 = y.grad_fn.next_functions[0][0]
f1 = y.grad_fn.next_functions[1][0]
print(f0 is f1, f0 == f1)
print(f0.variable.grad is None)
y.backward()
print(f0.variable.grad)
