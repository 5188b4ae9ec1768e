import torch
x = torch.tensor([4.0], requires_grad=True)
lr = 0.4
losses = []
while lr > 0.01:
    y = (x - 1).pow(4)
    losses.append(y.item())
    y.backward()
    x.data.clamp_(-5, 5).sub_(lr * x.grad.clamp(-1, 1))
    x.grad.zero_()
    lr *= 0.5
print([f'{l:.3f}' for l in losses])
print(x)
