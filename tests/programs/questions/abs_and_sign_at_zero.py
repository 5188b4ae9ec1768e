import torch
x = torch.tensor([-2., 0., 3.], requires_grad=True)
for f in (torch.abs, torch.sign, torch.relu, torch.floor, torch.round, torch.ceil):
    x.grad = None
    f(x).sum().backward()
    print(f.__name__, x.grad)
