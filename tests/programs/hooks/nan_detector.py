import torch
def check(name):
    def hook(g):
        if torch.isnan(g).any():
            print('nan in the gradient of', name)
    return hook
x = torch.tensor([0., 1.], requires_grad=True)
s = x.sqrt()
s.register_hook(check('s'))
x.register_hook(check('x'))
y = (s * 0).sum()
y.backward()
print(x.grad)
