import torch
a, b = 1, 2
a, b = b, a
(c, d), e = (3, 4), 5
first, *rest = [10, 20, 30]
*init, last = 'xyz'
x, = [7]
print(a, b, c, d, e, first, rest, init, last, x)
w, v = torch.tensor([1., 2.], requires_grad=True), torch.tensor([3.])
h = k = 0
h += 1
print(h, k)
m = torch.eye(2)
r0, r1 = m
print(r0, r1)
for (p, q), s in [((1, 2), 3)]:
    print(p + q + s)
_, n = m.shape
print(n)
