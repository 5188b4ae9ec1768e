import torch
from torch import nn, optim

w = nn.Parameter(torch.tensor([1.0, 2.0]))
opt = optim.SGD([w], lr=0.1)
before = opt.register_step_pre_hook(
    lambda optimizer, args, kwargs: print("before", args[0] is optimizer, kwargs)
)
after = opt.register_step_post_hook(lambda optimizer, args, kwargs: print("after", w.data))
(w * w).sum().backward()
opt.step()
before.remove()
after.remove()
opt.step()
print(w)
