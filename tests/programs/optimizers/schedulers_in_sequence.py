import torch
from torch import nn, optim
from torch.optim import lr_scheduler

w = nn.Parameter(torch.ones(2))


def rates(make, steps=12):
    opt = optim.SGD([w], lr=0.1, momentum=0.9)
    scheduler = make(opt)
    seen = []
    for _ in range(steps):
        opt.step()
        seen.append(round(scheduler.get_last_lr()[0], 6))
        scheduler.step()
    print(type(scheduler).__name__, seen)


rates(lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, 4))
rates(lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, T_0=2, T_mult=2, eta_min=0.01))
rates(
    lambda o: lr_scheduler.SequentialLR(
        o,
        schedulers=[
            lr_scheduler.LinearLR(o, start_factor=0.1, total_iters=3),
            lr_scheduler.CosineAnnealingLR(o, T_max=9),
        ],
        milestones=[3],
    )
)
rates(
    lambda o: lr_scheduler.ChainedScheduler(
        [lr_scheduler.ConstantLR(o, 0.1, 2), lr_scheduler.ExponentialLR(o, 0.9)]
    )
)
rates(lambda o: lr_scheduler.MultiplicativeLR(o, lambda epoch: 0.95))
rates(lambda o: lr_scheduler.CyclicLR(o, base_lr=0.01, max_lr=0.1, step_size_up=3))
rates(lambda o: lr_scheduler.CyclicLR(o, 0.01, 0.1, 3, mode="exp_range", gamma=0.9))

opt = optim.SGD([w], lr=0.1)
warm = lr_scheduler.LinearLR(opt, 0.1, total_iters=2)
scheduler = lr_scheduler.SequentialLR(opt, [warm, lr_scheduler.StepLR(opt, 2)], [2])
for _ in range(4):
    opt.step()
    scheduler.step()
print(scheduler.state_dict())
for wrong in [
    lambda: lr_scheduler.SequentialLR(opt, [warm], [2]),
    lambda: lr_scheduler.SequentialLR(opt, [], []),
    lambda: lr_scheduler.CosineAnnealingWarmRestarts(opt, 0),
    lambda: lr_scheduler.MultiplicativeLR(opt, 0.5),
]:
    try:
        wrong()
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
