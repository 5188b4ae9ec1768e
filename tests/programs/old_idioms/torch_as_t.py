import torch as t
x = t.arange(3, dtype=t.float32, requires_grad=True)
y = t.sum(x ** 2)
y.backward()
print(x.grad)
print(t.__name__)
