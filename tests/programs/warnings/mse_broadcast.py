import torch
import torch.nn.functional as F
pred = torch.tensor([[1.], [2.], [3.]], requires_grad=True)
target = torch.tensor([1., 2., 3.])
loss = F.mse_loss(pred, target)
print(loss)
print((pred - target).shape)
loss.backward()
print(pred.grad)
