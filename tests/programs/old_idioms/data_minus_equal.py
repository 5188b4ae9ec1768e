import torch
w = torch.zeros(2, requires_grad=True)
x = torch.tensor([[1., 2.], [3., 4.]])
for i in range(2):
    loss = ((x.mm(w.view(2, 1)) - 1) ** 2).sum()
    loss.backward()
    w.data -= 0.01 * w.grad.data
    w.grad.data.zero_()
    print(w.data, w._version)
