import torch
import torch.nn.functional as F
p = torch.tensor([1., -2., 0.5], requires_grad=True)
t = torch.tensor([1., 1., 1.])
for loss_fn in (F.mse_loss, F.l1_loss, F.smooth_l1_loss, F.huber_loss):
    p.grad = None
    l = loss_fn(p, t)
    l.backward()
    print(loss_fn.__name__, l.item(), p.grad)
print(F.mse_loss(p, t, reduction='sum'), F.l1_loss(p, t, reduction='none'))
