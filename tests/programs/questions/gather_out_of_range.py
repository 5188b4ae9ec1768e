import torch
x = torch.arange(4.).view(2, 2)
try:
    x.gather(1, torch.tensor([[2]]))
except RuntimeError as e:
    print(e)
x[torch.tensor([0, 2])]
