import torch
grid = [(i, j) for i in range(3) for j in range(2) if i != j]
print(grid)
print([[i * j for j in range(3)] for i in range(2)])
print({n: n ** 2 for n in range(3)}, {c for c in 'aab'} == {'a', 'b'})
xs = [torch.tensor(float(v), requires_grad=True) for v in (1, 2, 3)]
loss = torch.stack([x ** 2 for x in xs if x.item() > 1]).sum()
loss.backward()
print([x.grad for x in xs])
print(tuple(x.item() for x in xs))
i = 'unchanged'
[i for i in range(3)]
print(i)
