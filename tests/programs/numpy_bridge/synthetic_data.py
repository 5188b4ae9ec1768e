import numpy as np
import torch
x = np.linspace(0, 1, 5)
y = 3 * x + 1
X = torch.tensor(x, dtype=torch.float32).reshape(-1, 1)
Y = torch.tensor(y, dtype=torch.float32).view(-1, 1)
w = torch.zeros(1, 1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
loss = (((X @ w + b) - Y) ** 2).mean()
loss.backward()
print(np.round(w.grad.numpy(), 3), b.grad.item())
print(np.mean(y), np.std(y), x.max(), y.argmin(), np.array([1, 2]).tolist())
