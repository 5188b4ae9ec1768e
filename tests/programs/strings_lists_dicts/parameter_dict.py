import torch

params = {
    'w': torch.tensor([1., 2.], requires_grad=True),
    'b': torch.tensor(0.5, requires_grad=True),
}
x = torch.tensor([3., 4.])
loss = ((params['w'] * x).sum() + params['b'] - 10) ** 2
loss.backward()

for name, p in params.items():
    print(name, tuple(p.shape), p.grad)

with torch.no_grad():
    for p in params.values():
        p -= 0.01 * p.grad
        p.grad = None
print(list(params.keys()), 'w' in params, params.get('c', 'missing'))
print({k: v.tolist() for k, v in params.items()})
