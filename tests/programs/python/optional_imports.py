# What is imported in a `try` and is not there; where a program prints to; fields of formats.
import sys

import torch
import torch.backends.cudnn as cudnn

try:
    import a_module_that_nobody_has
except ImportError as e:
    print(type(e).__name__, e)
    a_module_that_nobody_has = None

try:
    from another_such.part import name
except (ImportError, AttributeError):
    name = "stands in"
try:
    import math
except ImportError:
    print("never")
print(a_module_that_nobody_has, name, math.pi)

print("to the screen", file=sys.stdout)
print("aside", file=sys.stderr)


class Collector:
    def __init__(self):
        self.lines = []

    def write(self, text):
        self.lines.append(text)


into = Collector()
print("a", 1, sep="-", end="!", file=into)
print(into.lines)

x = torch.ones(2, 3)
print("{0.shape} {0.dtype} {1[a]} {1[b][0]} {x.ndim:>4}".format(x, {"a": 1, "b": [2]}, x=x))
try:
    print("{0.nothing}".format(x))
except AttributeError as e:
    print(e)

cudnn.deterministic = True
torch.backends.cudnn.benchmark = False
print(cudnn.deterministic, cudnn.benchmark, cudnn.enabled, torch.backends.cudnn.deterministic)
print(torch.backends.mps.is_available(), torch.backends.mps.is_built(), cudnn.is_available())
torch.set_num_threads(1)
torch.use_deterministic_algorithms(False)
device = torch.device("mps" if torch.backends.mps.is_available() else "cpu")
net = torch.nn.Linear(1, 1).to(device)
print(device, isinstance(device, torch.device), next(net.parameters()).device)
