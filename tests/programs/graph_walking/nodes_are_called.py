import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 3
z = y.sum()
print(z.grad_fn(torch.tensor(1.0)))
print(y.grad_fn(torch.ones(2)))
e = x.exp()
print(e.grad_fn(torch.tensor([1.0, 1.0])))
acc = y.grad_fn.next_functions[0][0]
print(acc.variable is x)
fn = z.grad_fn
while fn.next_functions and fn.next_functions[0][0] is not None:
    print(type(fn).__name__, fn.__class__.__name__)
    fn = fn.next_functions[0][0]
print(fn.variable.grad, id(fn.variable) == id(x), hash(x) == hash(fn.variable))
print(y.grad_fn is y.grad_fn, y.grad_fn == y.grad_fn, x.grad_fn is None)
print(y.grad_fn.metadata, z.grad_fn.name())
