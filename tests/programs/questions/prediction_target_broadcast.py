import torch
pred = torch.tensor([[1.], [2.], [3.]], requires_grad=True)   # [3, 1]
target = torch.tensor([1., 2., 3.])                           # [3]
loss = ((pred - target) ** 2).mean()
loss.backward()
print(loss, pred.grad)       # not 0 although they agree!
pred.grad = None
loss = ((pred.squeeze(1) - target) ** 2).mean()
loss.backward()
print(loss, pred.grad)
