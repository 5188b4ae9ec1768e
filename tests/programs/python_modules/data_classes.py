from dataclasses import asdict, astuple, dataclass, field, fields, replace
from typing import ClassVar, List
import torch

@dataclass
class Cfg:
    lr: float = 0.1
    sizes: List[int] = field(default_factory=list)
    name: str = "sgd"
    def scaled(self): return self.lr * 2
cfg = Cfg(0.5, name="x"); cfg.sizes.append(3)
print(cfg, Cfg() == Cfg(), cfg == Cfg(), cfg.scaled(), asdict(cfg), astuple(cfg), replace(cfg, lr=1), [f.name for f in fields(cfg)])
try: Cfg(1, 2, 3, 4)
except TypeError as e: print(e)
@dataclass(frozen=True, order=True)
class Pos:
    x: int
    y: int = 0
print(Pos(1) < Pos(2), Pos(3), sorted([Pos(2), Pos(1)]))
try: Pos(1).x = 3
except Exception as e: print(type(e).__name__, e)
try: Pos()
except TypeError as e: print(e)
@dataclass
class Sub(Cfg):
    extra: int = 4
    def __post_init__(self): self.sum = self.extra + 1
print(Sub(), Sub().sum)
@dataclass
class Pair:
    w: torch.Tensor
    b: torch.Tensor = None
    kind: ClassVar[str] = "pair"
    seen: int = field(default=0, init=False, repr=False)
    def __post_init__(self):
        if self.b is None: self.b = torch.zeros(2)
p = Pair(torch.ones(2, requires_grad=True))
(p.w * 2 + p.b).sum().backward()
print(p, p.w.grad, Pair.kind, p.seen, p == p)
try:
    @dataclass
    class Bad:
        a: list = []
except ValueError as e: print(e)
