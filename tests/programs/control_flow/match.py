# match, in the forms that programs use.
import torch
from collections import namedtuple
from dataclasses import dataclass


@dataclass
class Layer:
    width: int
    activation: str = "relu"


class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


Pair = namedtuple("Pair", "first second")


def activation(name, x):
    match name:
        case "relu":
            return torch.relu(x)
        case "tanh" | "th":
            return torch.tanh(x)
        case None:
            return x
        case _:
            raise ValueError(f"unknown activation {name}")


x = torch.tensor([-1.0, 2.0], requires_grad=True)
for name in ("relu", "th", None, "gelu"):
    try:
        y = activation(name, x)
        y.sum().backward()
        print(name, y, x.grad)
    except ValueError as e:
        print("ValueError", e)


def describe(value):
    match value:
        case True | False:
            return "a truth"
        case 0:
            return "zero"
        case int(n) if n < 0:
            return f"negative {n}"
        case int() | float():
            return f"a number {value}"
        case str(text):
            return f"text of {len(text)}"
        case []:
            return "nothing"
        case [one]:
            return f"one {one}"
        case Layer(width=w, activation="relu"):
            return f"relu layer of {w}"
        case Layer(w, act):
            return f"layer of {w} with {act}"
        case Point(0, 0):
            return "origin"
        case Point(x=px, y=0 | 1 as py):
            return f"near the axis at {px}, {py}"
        case Point():
            return "a point"
        case Pair(a, b) if a == b:
            return f"twins {a}"
        case (first, *_, last) as whole if len(whole) > 3:
            return f"from {first} to {last}"
        case [a, [b, *inner], *rest]:
            return f"nested {a} {b} {inner} {rest}"
        case {"kind": "sgd", "lr": lr, **others}:
            return f"sgd at {lr} with {others}"
        case {"kind": kind}:
            return f"some {kind}"
        case {}:
            return "a dict"
        case torch.float32 | torch.float64:
            return "a floating dtype"
        case _:
            return "something else"


values = [
    True, 0, -3, 7, 2.5, "four", [], [5], Layer(3), Layer(4, "tanh"), Point(0, 0), Point(2, 1),
    Point(2, 2), Pair(1, 1), Pair(1, 2), (1, 2, 3, 4), range(5), [1, [2, 3, 4], 5, 6], [1, 2, 3],
    {"kind": "sgd", "lr": 0.1, "momentum": 0.9}, {"kind": "adam"}, {"a": 1}, torch.float64, torch.long, None, {1, 2}, len, "", 1e10,
]
for value in values:
    print(describe(value))


def sizes(value):
    match value:
        case torch.Tensor(shape=(n, m)):
            return f"matrix {n} by {m}"
        case torch.Tensor(ndim=0) as t:
            return f"number {t.item()}"
        case torch.Tensor() as t:
            return f"tensor of {t.dim()} dimensions"
        case (torch.Tensor() as t, int(k)):
            return f"{t.shape} and {k}"


for value in (torch.ones(2, 3), torch.tensor(2.0), torch.ones(2), (torch.ones(1), 2), [1, 2]):
    print(sizes(value))


def steps(commands):
    for command in commands:
        match command.split():
            case ["add", n]:
                yield float(n)
            case ["repeat", times, n]:
                for _ in range(int(times)):
                    yield float(n)
            case ["stop"]:
                return
            case other:
                yield len(other)


print(list(steps(["add 1", "repeat 2 3", "what is this", "stop", "add 5"])))

match 5:
    case n if n > 9:
        print("large")
print("n =", n)
match [1, 2]:
    case [a, b, c]:
        pass
w = torch.ones(1, requires_grad=True)
match (w * 2, "mean"):
    case (loss, "mean"):
        loss.mean().backward()
print(w.grad)
try:
    match Point(1, 2):
        case Point(1, 2, 3):
            pass
except TypeError as e:
    print(e)
try:
    match 3:
        case int(1, 2):
            pass
except TypeError as e:
    print(e)
k = 3
try:
    match 3:
        case k(1):
            pass
except TypeError as e:
    print(e)
match torch.ones(2):
    case 1:
        print("never")
