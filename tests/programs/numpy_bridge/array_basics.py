import numpy as np
import torch
a = np.array([1, 2, 3])
print(a, a.shape, a.dtype, a * 2, a.sum(), a.mean())
m = np.array([[1., 2.], [3., 4.5]])
print(m)
print(np.arange(4), np.zeros(2), np.linspace(0, 1, 3), np.dot(a, a))
print(torch.tensor(a), torch.tensor(m), torch.tensor(np.float32(1.5)))
print(np.sqrt(np.array([4., 9.])), np.pi)
