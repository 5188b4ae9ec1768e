import torch
w = torch.tensor([1., 2.], requires_grad=True)
losses = []
for target in [0., 1., 2.]:
    losses.append(((w - target) ** 2).sum())
total = torch.stack(losses).mean()
print(total)
total.backward()
print(w.grad)
print([round(l.item(), 2) for l in losses])
