import torch
import torch.nn as nn

class PreAct(nn.Module):
    def __init__(self, inplace):
        super().__init__()
        self.relu = nn.ReLU(inplace=inplace)
        self.lin = nn.Linear(2, 2, bias=False)
        nn.init.eye_(self.lin.weight)
    def forward(self, x):
        return x + self.lin(self.relu(x))      # x is relu(x) by now when inplace

for inplace in (False, True):
    x = torch.tensor([[1., -2.]], requires_grad=True)
    h = x * 1
    out = PreAct(inplace)(h)
    out.sum().backward()
    print(inplace, out, x.grad)
PreAct(True)(x)      # x is a leaf: error
