import torch
from torch import optim

w = torch.ones(2, requires_grad=True)
for make in [
    lambda: optim.Adam([w], betas=(0, 0.9)),
    lambda: optim.Adam([w], betas=(1.0, 0.9)),
    lambda: optim.AdamW([w], betas=(0.9, 1)),
    lambda: optim.Rprop([w], etas=(2.0, 3.0)),
    lambda: optim.RAdam([w], betas=(0.5, 1.0)),
    lambda: optim.ASGD([w], lr=-1),
    lambda: optim.NAdam([w], momentum_decay=-1),
]:
    try:
        print(make())
    except ValueError as error:
        print(error)
