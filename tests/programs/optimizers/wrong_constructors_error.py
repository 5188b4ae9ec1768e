import torch
from torch import nn
net = nn.Linear(1, 1)
w = torch.ones(2, requires_grad=True)
attempts = [
    lambda: torch.optim.SGD(w, lr=0.1),
    lambda: torch.optim.SGD([], lr=0.1),
    lambda: torch.optim.SGD([w * 2], lr=0.1),
    lambda: torch.optim.SGD([w], lr=-1.0),
    lambda: torch.optim.SGD([w], lr=0.1, nesterov=True),
    lambda: torch.optim.Adam([w], betas=(1.0, 0.9)),
    lambda: torch.optim.SGD([1.0], lr=0.1),
    lambda: torch.optim.SGD([{'params': [w]}, {'params': [w]}], lr=0.1),
    lambda: torch.optim.Adam([w], momentum=0.9),
]
for a in attempts:
    try:
        a()
        print('fine')
    except (ValueError, TypeError) as e:
        print(type(e).__name__ + ':', e)
