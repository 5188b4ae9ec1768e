import torch
x = torch.tensor([1.0], requires_grad=True)

# --- next cell ---
import torch
import torch.nn.functional as F
from torch import tensor, ones
import numpy as np
import math

a = tensor(2., requires_grad=True)
b = ones(1) * a
b.backward()
print(a.grad, math.floor(2.5), F.relu(b), np.pi > 3)

# --- next cell ---
a = tensor(3., requires_grad=True)
a.pow(2).backward()
print(a.grad)
