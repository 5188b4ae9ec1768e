import torch

def total(*terms, scale=1.0, **kwargs):
    s = 0
    for t in terms:
        s = s + t
    print(len(terms), sorted(kwargs))
    return scale * s

params = [torch.tensor(float(i), requires_grad=True) for i in range(1, 4)]
out = total(*params, scale=2., name='sum', verbose=True)
out.backward()
print(out, [p.grad.item() for p in params])
opts = {'scale': 0.5}
print(total(*params, **opts))
