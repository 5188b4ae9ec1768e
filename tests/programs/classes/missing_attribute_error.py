import torch

class Net:
    def __init__(self):
        self.w = torch.ones(2, requires_grad=True)

    def forward(self, x):
        return (self.w * x).sum()

net = Net()
out = net.forward(torch.tensor([1., 2.]))
out.backward()
print(net.w.grad)
print(net.weight.grad)
