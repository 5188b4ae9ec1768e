import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 3, 3)
        self.conv2 = nn.Conv2d(3, 4, 3)
        self.fc = nn.Linear(4 * 2 * 2, 5)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.avg_pool2d(F.relu(self.conv2(x)), 2)
        print(tuple(x.shape), x.stride(), x.is_contiguous())
        x = x.view(x.size(0), -1)
        return self.fc(x)


net = LeNet()
x = torch.randn(2, 1, 14, 14)
out = net(x)
print(out)
F.cross_entropy(out, torch.tensor([1, 3])).backward()
print(net.conv1.bias.grad, net.conv2.bias.grad)
