import torch

# the classic: w = w - lr * w.grad makes w a non-leaf
w = torch.tensor(5.0, requires_grad=True)
lr = 0.1
for i in range(3):
    loss = (w - 1) ** 2
    loss.backward()
    print(i, w.item(), w.grad)
    w = w - lr * w.grad
