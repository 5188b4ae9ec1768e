import torch

w = torch.tensor([5.0, -3.0], requires_grad=True)
velocity = torch.zeros_like(w)
lr, beta = 0.1, 0.9

for step in range(5):
    loss = (w ** 2).sum() / 2
    loss.backward()
    with torch.no_grad():
        velocity.mul_(beta).add_(w.grad)
        w.sub_(lr * velocity)
    w.grad = None
    print(step, w.tolist())
