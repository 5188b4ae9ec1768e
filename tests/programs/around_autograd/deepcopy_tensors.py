import copy, torch
a = torch.tensor([1., 2.], requires_grad=True)
(a * a).sum().backward()
b = copy.deepcopy(a)
print(b, b.grad, b.is_leaf, b._version, a._version, b.grad._version)
b.grad[0] = 5
print(a.grad, b.grad)
c = copy.copy(a)
print(c, c.grad, c.is_leaf, c.data_ptr() == a.data_ptr(), c._version)
v = torch.arange(6.).view(2, 3)
l = copy.deepcopy([v, v[0], v])
l[1][0] = 9
print(l, l[0] is l[2], v)
p = torch.nn.Parameter(torch.tensor([1., 2.]))
(p * 2).sum().backward()
q = copy.deepcopy(p)
print(q, q.grad, q._version)
r = copy.copy(p)
print(type(r), r.grad, r.requires_grad)
d = copy.deepcopy(a.detach())
print(d)
t = v.t()
tt = copy.deepcopy(t)
print(tt.is_contiguous(), tt.stride(), tt._version)
e = a * 2
try:
    copy.deepcopy(e)
except RuntimeError as x:
    print(x)
f = copy.copy(e)
print(f, f.is_leaf)
