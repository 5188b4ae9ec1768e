import torch
try:
    with torch.no_grad():
        raise RuntimeError('inside')
except RuntimeError as err:
    print(err)
x = torch.tensor(1., requires_grad=True)
print((x * 2).requires_grad, torch.is_grad_enabled())
def infer(f):
    with torch.no_grad():
        return f(x)
print(infer(lambda t: t * 2).requires_grad, torch.is_grad_enabled())
