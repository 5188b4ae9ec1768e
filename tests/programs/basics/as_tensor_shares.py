import numpy as np
import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
print(torch.as_tensor(x) is x, torch.as_tensor(x, dtype=torch.float64))
array = np.ones(2)
t = torch.as_tensor(array)
t[0] = 5
print(array, torch.as_tensor([1, 2]))
