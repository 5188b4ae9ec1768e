import torch
import torch.nn.functional as F

x = torch.tensor([[0.5, 1.0], [1.5, -0.5], [-1.0, 2.0], [-0.5, -1.5]])
t = torch.tensor([1., 1., 0., 0.])
w = torch.zeros(2, requires_grad=True)
b = torch.zeros((), requires_grad=True)

for i in range(20):
    logits = x @ w + b
    loss = F.binary_cross_entropy_with_logits(logits, t)
    gw, gb = torch.autograd.grad(loss, (w, b))
    with torch.no_grad():
        w -= 1.0 * gw
        b -= 1.0 * gb
print('loss', round(loss.item(), 3))
print('w', w, 'b', b)
with torch.no_grad():
    p = torch.sigmoid(x @ w + b)
    print(p.round())
    print('accuracy', ((p > 0.5).float() == t).float().mean().item())
