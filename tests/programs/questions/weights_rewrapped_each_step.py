import torch
w = torch.tensor(4.0, requires_grad=True)
for i in range(3):
    loss = (w - 1) ** 2
    loss.backward()
    w = (w - 0.1 * w.grad).detach().requires_grad_()   # a fresh leaf each time
    print(i, w.item(), w.grad)
