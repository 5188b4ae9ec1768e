import torch
import torch.nn.functional as F

x = torch.tensor([-1., 0.5, 2.], requires_grad=True)
h = F.relu(x * 2)
h += 1            # relu keeps its result
h.sum().backward()
