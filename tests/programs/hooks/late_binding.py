import torch

# all lambdas see the last name
ts = {'x': torch.tensor(1., requires_grad=True), 'y': torch.tensor(2., requires_grad=True)}
for name, t in ts.items():
    t.register_hook(lambda g: print('grad of', name, '=', g.item()))
(ts['x'] * ts['y']).backward()
