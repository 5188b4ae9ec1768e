# a tiny tape of our own, to see what pytorch does for us
import numpy as np

class Tape:
    def __init__(self):
        self.ops = []
    def __enter__(self):
        return self
    def __exit__(self, *args):
        self.ops.clear()
        return False

class Var:
    def __init__(self, value, tape):
        self.value, self.tape, self.grad = np.array(value, dtype=float), tape, None

    def _record(self, value, *parents):
        out = Var(value, self.tape)
        self.tape.ops.append((out, parents))
        return out

    def __mul__(self, other):
        return self._record(self.value * other.value,
                            (self, lambda g: g * other.value),
                            (other, lambda g: g * self.value))

    def __add__(self, other):
        return self._record(self.value + other.value, (self, lambda g: g), (other, lambda g: g))

    def sin(self):
        return self._record(np.sin(self.value), (self, lambda g: g * np.cos(self.value)))

    def backward(self):
        self.grad = np.ones_like(self.value)
        for out, parents in reversed(self.tape.ops):
            if out.grad is None:
                continue
            for parent, vjp in parents:
                d = vjp(out.grad)
                parent.grad = d if parent.grad is None else parent.grad + d

with Tape() as tape:
    x = Var(0.5, tape)
    y = Var(4.2, tape)
    z = x * y + x.sin()
    z.backward()
    print(len(tape.ops))
print(z.value.round(6), x.grad.round(6), y.grad)

import torch
tx = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
ty = torch.tensor(4.2, dtype=torch.float64, requires_grad=True)
(tx * ty + tx.sin()).backward()
print(np.allclose(x.grad, tx.grad.numpy()), np.allclose(y.grad, ty.grad.numpy()))
