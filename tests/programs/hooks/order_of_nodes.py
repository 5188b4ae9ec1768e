import torch
a = torch.tensor(2., requires_grad=True)
b = a * 3
c = b + 1
d = c ** 2
for name, t in [('a', a), ('b', b), ('c', c), ('d', d)]:
    t.register_hook(lambda g, name=name: print(name, g.item()))
d.backward()
