import torch
w = torch.tensor([1., 2.], requires_grad=True)
h = torch.exp(w)
loss1 = h.sum()
loss2 = (h * 2).sum()
loss1.backward()
print(w.grad)
loss2.backward()      # exp's result is gone
