import torch
from torch import nn, optim
from torch.optim.lr_scheduler import StepLR

w = nn.Parameter(torch.tensor([5.0]))
opt = optim.SGD([w], lr=0.1)
scheduler = StepLR(opt, step_size=3, gamma=0.1)
for epoch in range(8):
    opt.zero_grad()
    loss = (w ** 2).sum()
    loss.backward()
    opt.step()
    scheduler.step()
    print('Epoch-{0} lr: {1}'.format(epoch, opt.param_groups[0]['lr']), scheduler.get_last_lr(), w.item())
