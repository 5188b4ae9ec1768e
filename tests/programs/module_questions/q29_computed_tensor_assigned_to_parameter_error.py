import torch
import torch.nn as nn
torch.manual_seed(0)
gen = nn.Linear(1, 2)
lin = nn.Linear(2, 1, bias=False)
w = gen(torch.ones(1, 1))
lin.weight = w          # TypeError: Parameter or None expected
