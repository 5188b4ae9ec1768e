# Mistakes that learners make, each caught: PyTorch's type and text.
import torch
import torch.nn as nn
import torch.nn.functional as F

x = torch.ones(2, 3, requires_grad=True)
net = nn.Sequential(nn.Linear(10, 5), nn.ReLU(), nn.Linear(4, 1))


class NoForward(nn.Module):
    def foward(self, x):
        return x


class NoSelf(nn.Module):
    def forward(x):
        return x


class NoSuper(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(2, 1)


mistakes = [
    lambda: net(torch.ones(3, 10)),
    lambda: nn.Embedding(5, 2)(torch.tensor([1.0, 2.0])),
    lambda: nn.Embedding(5, 2)(torch.tensor([1, 5])),
    lambda: nn.CrossEntropyLoss()(x, torch.tensor([0.0, 1.0])),
    lambda: nn.CrossEntropyLoss()(x, torch.tensor([0, 3])),
    lambda: nn.CrossEntropyLoss()(x, torch.tensor([0])),
    lambda: nn.BCELoss()(x * 2, torch.ones(2, 3)),
    lambda: F.nll_loss(x, torch.tensor([0, 7])),
    lambda: torch.index_select(x, 0, torch.tensor([0.0])),
    lambda: x.gather(0, torch.tensor([[0.0]])),
    lambda: torch.optim.SGD(x, lr=0.1),
    lambda: torch.optim.SGD([x * 2], lr=0.1),
    lambda: torch.optim.Sgd([x], lr=0.1),
    lambda: torch.optim.SGD([x], lr=-1.0),
    lambda: torch.optim.Adam(),
    lambda: NoForward()(x),
    lambda: NoSelf()(x),
    lambda: NoSuper(),
    lambda: x.grad.zero_(),
    lambda: x.grad + 1,
    lambda: x.sum().item().backward(),
    lambda: "loss: " + x.sum(),
    lambda: [1.0, 2.0] * 2.0,
    lambda: x(0),
    lambda: x.shape(0),
    lambda: torch.ones(2, require_grad=True),
    lambda: torch.cat(x, x),
    lambda: x.numpy(),
    lambda: x.view(4, 4),
    lambda: x[5],
    lambda: x[0, 0, 0],
    lambda: x.sum(dim=2),
    lambda: torch.tensor([1, 2]).mean(),
    lambda: x @ x,
    lambda: x + torch.ones(2),
    lambda: x.double() @ torch.ones(3, 1),
    lambda: x.backward(),
    lambda: torch.ones(2).sum().backward(),
    lambda: bool(x > 0),
    lambda: x.item(),
    lambda: nn.Linear("a", 1),
    lambda: nn.Linear(2)(x),
    lambda: torch.device("gpu"),
    lambda: x.cuda(),
]
for number, mistake in enumerate(mistakes):
    try:
        mistake()
        print(number, "fine")
    except Exception as e:
        print(number, type(e).__name__, e)
