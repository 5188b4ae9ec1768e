import numpy as np
import torch
t = torch.from_numpy(np.array([1, 2, 3]))
print(t.dtype, t.float())
f = torch.as_tensor([1.5, 2.5])
n = f.numpy()
print(n.dtype, type(n), n[0], f[0].item())
t.requires_grad_()
