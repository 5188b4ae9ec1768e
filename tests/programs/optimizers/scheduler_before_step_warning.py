import torch
w = torch.nn.Parameter(torch.ones(2))
opt = torch.optim.SGD([w], lr=0.1)
sched = torch.optim.lr_scheduler.ExponentialLR(opt, gamma=0.9)
for epoch in range(3):
    sched.step()          # wrong order
    w.sum().backward()
    opt.step()
    print(opt.param_groups[0]['lr'], w.data)
