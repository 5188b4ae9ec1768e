import torch
import torch.nn.functional as F
x = torch.tensor([1., 2.], requires_grad=True)
y = torch.tensor([0., 0.])
loss = F.mse_loss(x, y, size_average=False)
print(loss)
loss.backward()
print(x.grad)
