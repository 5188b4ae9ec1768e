import torch
import torch.nn.functional as F
x = torch.tensor([-1., 0., 1., 6.], requires_grad=True)
for f in (F.relu6, F.hardtanh, lambda t: t.clamp(0, 6), lambda t: t.clamp(-1, 1), lambda t: t.clamp(min=0), lambda t: t.clamp_min(1.)):
    x.grad = None
    f(x).sum().backward()
    print(x.grad)
