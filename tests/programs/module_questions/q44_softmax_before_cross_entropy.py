import torch
import torch.nn as nn

class Classifier(nn.Module):
    def __init__(self, softmax):
        super().__init__()
        self.fc = nn.Linear(2, 3)
        self.act = nn.Softmax(dim=1) if softmax else nn.Identity()
    def forward(self, x):
        return self.act(self.fc(x))

x = torch.tensor([[2., 0.], [0., 2.], [-2., -2.]])
y = torch.tensor([0, 1, 2])
for softmax in (True, False):
    torch.manual_seed(0)
    net = Classifier(softmax)
    opt = torch.optim.SGD(net.parameters(), lr=0.5)
    for i in range(10):
        opt.zero_grad()
        loss = nn.CrossEntropyLoss()(net(x), y)
        loss.backward()
        opt.step()
    print('softmax first' if softmax else 'logits', f'{loss.item():.4f}', f'{net.fc.weight.grad.norm():.4f}')
