import torch
w = torch.tensor(3.0, requires_grad=True)
for i in range(2):
    loss = w ** 2
    loss.backward()
    w.grad.zero_()           # too early
    with torch.no_grad():
        w -= 0.1 * w.grad
    print(w.item())
