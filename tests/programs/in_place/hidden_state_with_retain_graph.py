import torch
# retain_graph turns the second-time error into the version error
w = torch.tensor(0.5, requires_grad=True)
h = torch.tensor(1.0)
for t in range(3):
    h = torch.tanh(w * h)
    loss = (h - 1) ** 2
    loss.backward(retain_graph=True)
    with torch.no_grad():
        w -= 0.1 * w.grad
    w.grad = None
    print(t, h.item())
