import torch

def rosenbrock(p):
    x, y = p[0], p[1]
    return (1 - x) ** 2 + 100 * (y - x ** 2) ** 2

for name, make in {
    'SGD': lambda ps: torch.optim.SGD(ps, lr=1e-3),
    'momentum': lambda ps: torch.optim.SGD(ps, lr=1e-3, momentum=0.9),
    'nesterov': lambda ps: torch.optim.SGD(ps, lr=1e-3, momentum=0.9, nesterov=True),
    'Adam': lambda ps: torch.optim.Adam(ps, lr=0.05),
    'AMSGrad': lambda ps: torch.optim.Adam(ps, lr=0.05, amsgrad=True),
    'AdamW': lambda ps: torch.optim.AdamW(ps, lr=0.05),
    'RMSprop': lambda ps: torch.optim.RMSprop(ps, lr=0.01),
    'RMSprop m': lambda ps: torch.optim.RMSprop(ps, lr=0.01, momentum=0.5, centered=True),
    'Adagrad': lambda ps: torch.optim.Adagrad(ps, lr=0.1),
    'Adadelta': lambda ps: torch.optim.Adadelta(ps),
    'Adamax': lambda ps: torch.optim.Adamax(ps, lr=0.05),
    'NAdam': lambda ps: torch.optim.NAdam(ps, lr=0.05),
}.items():
    p = torch.tensor([-1.0, 1.5], requires_grad=True)
    opt = make([p])
    for i in range(10):
        opt.zero_grad()
        loss = rosenbrock(p)
        loss.backward()
        opt.step()
    print(f'{name:10s} loss {loss.item():8.4f}  p = [{p[0].item():.4f}, {p[1].item():.4f}]')
