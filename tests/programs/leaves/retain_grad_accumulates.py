import torch
w = torch.tensor([1., 1.], requires_grad=True)
h = w * 2
h.retain_grad()
for i in range(2):
    (h * 2).sum().backward(retain_graph=True)
    print(i, 'w.grad', w.grad, 'h.grad', h.grad)
