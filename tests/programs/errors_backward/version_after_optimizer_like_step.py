import torch
w1 = torch.tensor(1.0, requires_grad=True)
w2 = torch.tensor(2.0, requires_grad=True)
h = w1 * 3
out = h * w2
loss_a = out ** 2
loss_b = out + 1
loss_a.backward(retain_graph=True)
with torch.no_grad():
    w2 -= 0.1 * w2.grad      # the step, too early
loss_b.backward()
