import torch
from torch import nn
torch.manual_seed(0)


class Block(nn.Module):
    def __init__(self, n, bias=True):
        super().__init__()
        self.fc = nn.Linear(n, n, bias=bias)
        self.norm = nn.LayerNorm(n)
        self.drop = nn.Dropout(p=0.1)
        self.n = n

    def extra_repr(self):
        return f'n={self.n}'

    def forward(self, x):
        return x + self.drop(self.norm(self.fc(x)))


net = nn.Sequential(nn.Embedding(10, 4), Block(4), nn.Sequential(nn.Conv1d(4, 2, 3, padding=1), nn.ReLU(inplace=True), nn.MaxPool1d(2)), nn.GRU(4, 3, num_layers=2, batch_first=True, dropout=0.2), nn.Flatten(), nn.Softmax(dim=1))
print(net)
print(nn.Parameter(torch.zeros(2, 2)), nn.Parameter(torch.tensor(1.0), requires_grad=False))
lin = nn.Linear(2, 1)
print(lin.state_dict(), lin.weight, list(lin.parameters()), dict(lin.named_parameters())['bias'], sep='\n')
print(nn.ModuleList([nn.Linear(1, 1), nn.Tanh()]), nn.ModuleDict({'a': nn.Sigmoid()}), nn.ParameterList([torch.zeros(1)]), nn.CrossEntropyLoss(), nn.MSELoss(reduction='sum'), nn.BatchNorm2d(3), nn.LSTM(2, 3, bidirectional=True), nn.MultiheadAttention(4, 2), nn.Identity(), nn.Upsample(scale_factor=2), sep='\n')
opt = torch.optim.Adam(net.parameters(), lr=1e-3, weight_decay=0.01)
print(opt, torch.optim.SGD(lin.parameters(), lr=0.1, momentum=0.9, nesterov=True), opt.param_groups[0].keys())
sched = torch.optim.lr_scheduler.StepLR(opt, 2)
print(type(sched).__name__, sched.get_last_lr(), len(opt.state_dict()['param_groups'][0]['params']))
torch.set_printoptions(precision=2, sci_mode=False, linewidth=60, edgeitems=2, threshold=20)
print(torch.randn(30), torch.randn(8, 8), torch.tensor([1e-8, 1e4]), torch.randn(3, requires_grad=True) * 2)
torch.set_printoptions(profile='default')
print(torch.tensor([1e-8, 1e4]), torch.tensor([float('nan'), float('inf'), -1.5]), torch.tensor([[]]), torch.tensor(3), torch.tensor([True]), torch.zeros(0, 3), torch.arange(3, dtype=torch.float16), torch.tensor([1.0], dtype=torch.float64))
print(repr(torch.Size([2])), torch.float32, torch.device('cpu'), torch.randn(2).shape, lin.weight.grad, lin, [lin], {'l': lin.bias})
