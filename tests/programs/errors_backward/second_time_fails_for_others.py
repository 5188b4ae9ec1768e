import torch
x = torch.tensor([0.5, 0.25], requires_grad=True)
fs = {'mul': lambda t: t * 2, 'div': lambda t: t / 2, 'pow': lambda t: t ** 2, 'exp': torch.exp, 'relu': torch.relu,
      'abs': torch.abs, 'max': lambda t: t.max(), 'sqrt': torch.sqrt, 'sin': torch.sin, 'matmul': lambda t: t @ t,
      'softmax': lambda t: t.softmax(0), 'prod': torch.prod, 'std': torch.std, 'sigmoid': torch.sigmoid, 'where': lambda t: torch.where(t > 0, t, 0)}
for name, f in fs.items():
    y = f(x)
    y.backward(torch.ones_like(y))
    try:
        y.backward(torch.ones_like(y))
        print(name, 'twice is fine')
    except RuntimeError as e:
        print(name, str(e)[:56])
