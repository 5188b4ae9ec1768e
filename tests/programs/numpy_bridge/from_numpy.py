import numpy as np
import torch
a = np.ones(3)
b = torch.from_numpy(a)
np.add(a, 1, out=a)
print(a)
print(b)
c = torch.tensor(a)
a[0] = 100.
print(b, c)
