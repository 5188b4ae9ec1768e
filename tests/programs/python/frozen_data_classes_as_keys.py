from dataclasses import dataclass, field
import torch


@dataclass(frozen=True)
class Setting:
    lr: float
    momentum: float = 0.0


losses = {}
for lr in (0.1, 0.2):
    for momentum in (0.0, 0.5):
        w = torch.tensor(5.0, requires_grad=True)
        opt = torch.optim.SGD([w], lr=lr, momentum=momentum)
        for _ in range(5):
            opt.zero_grad()
            (w ** 2).backward()
            opt.step()
        losses[Setting(lr, momentum)] = w.item()
for setting, loss in losses.items():
    print(setting, f'{loss:.4f}')
print(losses[Setting(0.1)] == losses[Setting(0.1, 0.0)], Setting(0.3) in losses)
best = min(losses, key=losses.get)
print(best, len({Setting(1.0), Setting(1.0, 0.0), Setting(2.0)}))


@dataclass
class Open:
    x: int = 0


try:
    {Open(): 1}
except TypeError as e:
    print(e)


@dataclass(unsafe_hash=True)
class Hashed:
    x: int = 0
    y: list = field(default_factory=list, hash=False, compare=False)


print({Hashed(1): 'a'}[Hashed(1)])
hash(Open())
