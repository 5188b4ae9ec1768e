# Newton's method with autograd.functional
import torch
from torch.autograd.functional import hessian, jacobian

def f(x):
    return torch.exp(x[0] + 3 * x[1] - 0.1) + torch.exp(x[0] - 3 * x[1] - 0.1) + torch.exp(-x[0] - 0.1)

def newton(f, x, tol=1e-5, max_iter=20):
    for i in range(max_iter):
        g = jacobian(f, x)
        H = hessian(f, x)
        step = torch.linalg.solve(H, g)
        decrement = (g @ step).item()
        print(f'{i} f={f(x).item():.8f} decrement={decrement:.2e}')
        if decrement < tol:
            break
        x = x - step
    return x

x = newton(f, torch.tensor([-0.5, 0.4], dtype=torch.float64))
print(x)
