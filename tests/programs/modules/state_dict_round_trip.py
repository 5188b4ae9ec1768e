import torch
import torch.nn as nn

torch.manual_seed(7)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(2, 2)
        self.norm = nn.BatchNorm1d(2)
        self.head = nn.Linear(2, 1)
    def forward(self, x):
        return self.head(self.norm(self.body(x)))

a, b = Net(), Net()
x = torch.randn(4, 2)
print(torch.allclose(a(x), b(x)))
print(a.state_dict().keys())
print(b.load_state_dict(a.state_dict()))
print(torch.allclose(a(x), b(x)))
for k, v in a.state_dict().items():
    print(k, tuple(v.shape), v.dtype, v.requires_grad)
a.head.weight.data.zero_()
print(b.head.weight, a.state_dict()['head.weight'])
sd = a.state_dict()
sd.pop('head.bias')
sd['extra'] = torch.zeros(1)
print(b.load_state_dict(sd, strict=False))
b.load_state_dict(sd)  # raises an error
