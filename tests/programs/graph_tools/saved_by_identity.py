import torch

a = torch.tensor([1.0, 2.0], requires_grad=True)
b = torch.tensor([3.0, 4.0], requires_grad=True)
prod = a * b
e = a.exp()
print(prod.grad_fn._saved_self is a, prod.grad_fn._saved_other is b)
print(e.grad_fn._saved_result is e, torch.equal(e.grad_fn._saved_result, e))
p = a ** 3
print(p.grad_fn._saved_exponent, p.grad_fn._saved_self is a)
print((a @ b).grad_fn._saved_tensor is b)
s = a.sigmoid()
print(s.grad_fn._saved_result, s.grad_fn._saved_result.grad_fn is s.grad_fn)
w = torch.nn.Parameter(torch.ones(2, 2))
for row in w:
    print(row, type(row).__name__)
first, second = w
print(first.is_leaf, first.requires_grad)
x = torch.tensor(2.0, requires_grad=True)
(x ** 2).backward(create_graph=True)
print(x.grad)
m = a.sum()
print(m.grad_fn._saved_self_sym_sizes)
k = a.mean()
print(k.grad_fn._saved_self_sym_numel)
t = prod.sum()
t.backward()
try:
    print(prod.grad_fn._saved_self)
except RuntimeError as err:
    print(err)
