import torch
w = torch.tensor(1., requires_grad=True)
b = torch.tensor(0., requires_grad=True)
for i in range(3):
    loss = (w * 2 + b - 1) ** 2
    loss.backward()
    w.grad = None
print(w.grad, b.grad)
