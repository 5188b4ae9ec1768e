import torch
loss = (torch.tensor([1.0, 2.0], requires_grad=True) ** 2).mean()
for epoch in range(3):
    print('epoch %d, loss %.4f' % (epoch, loss))
print(float(loss))
