import torch
a, b, c, d = [torch.ones(2, requires_grad=True) for _ in range(4)]
for name, leaf in zip("abcd", [a, b, c, d]):
    leaf.register_hook(lambda g, name=name: print(name))
torch.stack([a, b, c, d]).sum().backward()
print("two of each")
torch.cat([a, b, c, d, a, b]).sum().backward()
print("among other nodes")
(torch.stack([a, c, b]) * d).sum().backward()
((a + b) * (c + d)).sum().backward()
print("roots")
torch.autograd.backward([a.sum(), (a * b).sum(), c.sum()])
print("what has no derivative counts as a leaf")
for tensors in [[a, b // 2, c], [a, b, c // 2, d], [a * 1, b // 2]]:
    try:
        torch.stack(tensors).sum().backward()
    except RuntimeError as e:
        print(e)
