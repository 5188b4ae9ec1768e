import torch
# x = cos(x)
x = torch.tensor(1.0, dtype=torch.float64)
for i in range(1000):
    new = torch.cos(x)
    if torch.abs(new - x) < 1e-6:
        break
    x = new
print('converged after %d iterations: %.5f' % (i, x))
