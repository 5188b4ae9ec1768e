import torch

theta = torch.tensor([1.0, -2.0], requires_grad=True)
m = torch.zeros(2)
v = torch.zeros(2)
lr, b1, b2, eps = 0.1, 0.9, 0.999, 1e-8
for t in range(1, 6):
    loss = (theta ** 2).sum()
    g, = torch.autograd.grad(loss, theta)
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g ** 2
    mhat = m / (1 - b1 ** t)
    vhat = v / (1 - b2 ** t)
    with torch.no_grad():
        theta -= lr * mhat / (vhat.sqrt() + eps)
    print(t, theta.data)
