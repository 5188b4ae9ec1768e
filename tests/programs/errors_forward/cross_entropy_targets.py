import torch
import torch.nn.functional as F
logits = torch.tensor([[1., 2., 3.], [0., 0., 0.]])
try:
    F.cross_entropy(logits, torch.tensor([0, 3]))
except IndexError as e:
    print(e)
try:
    F.cross_entropy(logits, torch.tensor([0]))
except ValueError as e:
    print(e)
F.cross_entropy(logits, torch.tensor([0., 1.]))
