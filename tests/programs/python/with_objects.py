import torch
class Timer:
    def __init__(self, name): self.name = name
    def __enter__(self):
        print("enter", self.name); return self
    def __exit__(self, kind, value, trace):
        print("exit", self.name, kind, value)
        return kind is ValueError
with Timer("a") as t, torch.no_grad():
    x = torch.ones(2, requires_grad=True) * 2
    print(x.requires_grad, t.name)
with Timer("b"):
    raise ValueError("gone")
try:
    with Timer("c"):
        raise KeyError("k")
except KeyError as e:
    print("caught", e)
def f():
    with Timer("d"):
        return 5
print(f())
try:
    with 5: pass
except TypeError as e: print(e)
class Half:
    def __enter__(self): return 1
try:
    with Half(): pass
except TypeError as e: print(e)
