import torch
from torch.optim.lr_scheduler import ReduceLROnPlateau
w = torch.zeros(1, requires_grad=True)
opt = torch.optim.SGD([w], lr=1.0)
sched = ReduceLROnPlateau(opt, mode='min', factor=0.5, patience=1)
for val_loss in [1.0, 0.8, 0.81, 0.82, 0.83, 0.79, 0.9, 0.9, 0.9]:
    opt.step()
    sched.step(val_loss)
    print(val_loss, opt.param_groups[0]['lr'])
