import math
import torch
loss = (torch.tensor([1.0, 2.0], requires_grad=True) ** 2).mean()
if math.isnan(loss):
    print('stop')
loss.backward()
print(math.isnan(loss), loss)
