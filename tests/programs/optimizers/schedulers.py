import torch
import torch.optim as optim
from torch.optim import lr_scheduler
import warnings

def trace(make, n=6):
    w = torch.nn.Parameter(torch.ones(1))
    opt = optim.SGD([w], lr=1.0)
    sched = make(opt)
    out = []
    for _ in range(n):
        out.append(round(opt.param_groups[0]['lr'], 5))
        opt.step()
        sched.step()
    return out

print('exp   ', trace(lambda o: lr_scheduler.ExponentialLR(o, gamma=0.5)))
print('cosine', trace(lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=5)))
print('cos m ', trace(lambda o: lr_scheduler.CosineAnnealingLR(o, 5, eta_min=0.1)))
print('multi ', trace(lambda o: lr_scheduler.MultiStepLR(o, milestones=[2, 4], gamma=0.1)))
print('lambda', trace(lambda o: lr_scheduler.LambdaLR(o, lr_lambda=lambda e: 0.9 ** e)))
print('linear', trace(lambda o: lr_scheduler.LinearLR(o, start_factor=0.25, total_iters=3)))
print('poly  ', trace(lambda o: lr_scheduler.PolynomialLR(o, total_iters=4, power=2.0)))
print('1cycle', trace(lambda o: lr_scheduler.OneCycleLR(o, max_lr=1.0, total_steps=7)))
# warmup, the usual lambda
print('warm  ', trace(lambda o: lr_scheduler.LambdaLR(o, lambda s: min(1.0, (s + 1) / 4))))
