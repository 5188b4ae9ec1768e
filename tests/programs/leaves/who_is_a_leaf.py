import torch

a = torch.tensor([1., 2.])
b = torch.tensor([1., 2.], requires_grad=True)
c = a + 1
d = b + 1
e = b.detach()
f = torch.zeros(2, requires_grad=True)
g = f.clone()
h = torch.tensor(b.tolist(), requires_grad=True)

for name, t in [('a', a), ('b', b), ('c', c), ('d', d), ('e', e), ('f', f), ('g', g), ('h', h)]:
    print(name, t.is_leaf, t.requires_grad, t.grad_fn is None)
