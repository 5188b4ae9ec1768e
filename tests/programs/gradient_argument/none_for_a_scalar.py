import torch
x = torch.tensor(2., requires_grad=True)
loss1 = x * 3
loss2 = x ** 2
torch.autograd.backward([loss1, loss2])
print(x.grad)        # 3 + 4

x.grad = None
loss = x ** 3
loss.backward(None)
print(x.grad)
