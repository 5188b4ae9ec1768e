import torch
# the steps grow, because the gradients add up
w = torch.tensor(1.0, requires_grad=True)
for i in range(5):
    loss = w ** 2
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
    print('w = {:.4f}, grad = {:.4f}'.format(w.item(), w.grad.item()))
