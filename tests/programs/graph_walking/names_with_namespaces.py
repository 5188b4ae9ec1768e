import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 2
acc = y.grad_fn.next_functions[0][0]
print(acc.name(), type(acc).__name__, acc.__class__.__name__)
print(str(acc).split(" ")[0], str(type(acc)))
y[0] = 0
print(y.grad_fn.name(), type(y.grad_fn).__name__)
print(str(y.grad_fn).split(" ")[0])
print(y.grad_fn.next_functions[0][0].name())
q = x // 2
print(q, type(q.grad_fn).__name__, q.grad_fn.name())
v = y[:1]
v.mul_(3)
print(v.grad_fn.name(), y.grad_fn.name())
print(v)
q.sum().backward()
