import numpy as np
import torch
x = torch.tensor([1., 2.], requires_grad=True)
y = torch.from_numpy(np.exp(x.detach().numpy()))    # leaves the graph
z = y.sum()
print(z.requires_grad, y)
z.backward()
