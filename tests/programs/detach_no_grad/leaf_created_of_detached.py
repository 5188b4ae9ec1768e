import torch
w = torch.tensor(2., requires_grad=True)
h = (w * 3).detach().requires_grad_()
loss = h ** 2
loss.backward()
print(h.grad, w.grad)
# go on by hand
(w * 3).backward(h.grad)
print(w.grad)
