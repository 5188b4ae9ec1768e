import torch

def activation(x, kind):
    if kind == 'relu':
        return torch.relu(x)
    elif kind == 'tanh':
        return torch.tanh(x)
    elif kind in ('sigmoid', 'logistic'):
        return torch.sigmoid(x)
    else:
        return x

for kind in ['relu', 'tanh', 'logistic', 'none']:
    x = torch.tensor([-1.0, 0.5], requires_grad=True)
    activation(x, kind).sum().backward()
    print(kind.ljust(10), x.grad)
