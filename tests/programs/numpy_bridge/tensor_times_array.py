import numpy as np
import torch
t = torch.tensor([1., 2.], requires_grad=True)
a = np.array([10., 20.])
print(t.detach() * torch.from_numpy(a))
y = t * torch.tensor(a, dtype=torch.float32)
y.sum().backward()
print(t.grad.numpy(), np.allclose(t.grad.numpy(), a))
