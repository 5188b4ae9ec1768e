from dataclasses import dataclass, field
from typing import List
import torch

@dataclass
class OptimConfig:
    lr: float = 0.1
    steps: int = 4
    name: str = 'sgd'
    milestones: List[int] = field(default_factory=list)

@dataclass
class Result:
    loss: float
    w: torch.Tensor

def train(cfg: OptimConfig) -> Result:
    w = torch.tensor([3.0, -2.0], requires_grad=True)
    lr = cfg.lr
    for i in range(cfg.steps):
        if i in cfg.milestones:
            lr *= 0.1
        loss = (w ** 2).sum()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
        w.grad = None
    return Result(loss=loss.item(), w=w)

cfg = OptimConfig(milestones=[2])
print(cfg)
res = train(cfg)
print(res.loss, res.w)
print(OptimConfig(lr=0.1) == OptimConfig(), OptimConfig(lr=0.2) == OptimConfig())
cfg2 = OptimConfig(0.2, 1)
print(train(cfg2))
