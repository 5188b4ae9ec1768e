import torch
x = torch.tensor([0.5, 1.5], requires_grad=True)
names = ['exp', 'log', 'sqrt', 'sin', 'cos', 'tan', 'tanh', 'sigmoid', 'abs', 'neg', 'square', 'reciprocal', 'rsqrt',
         'log1p', 'expm1', 'log2', 'log10', 'exp2', 'sinh', 'cosh', 'atan', 'erf', 'sign', 'floor', 'ceil', 'round']
fs = [torch.exp, torch.log, torch.sqrt, torch.sin, torch.cos, torch.tan, torch.tanh, torch.sigmoid, torch.abs, torch.neg,
      torch.square, torch.reciprocal, torch.rsqrt, torch.log1p, torch.expm1, torch.log2, torch.log10, torch.exp2, torch.sinh,
      torch.cosh, torch.atan, torch.erf, torch.sign, torch.floor, torch.ceil, torch.round]
for name, f in zip(names, fs):
    x.grad = None
    y = f(x)
    y.sum().backward()
    print('%-10s %s %s' % (name, y.detach(), x.grad))
