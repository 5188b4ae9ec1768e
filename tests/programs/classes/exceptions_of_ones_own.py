# Exceptions with attributes, methods and texts of their own; what they were raised from.
import torch


class ShapeError(ValueError):
    def __init__(self, name, shape, *, hint="look at x.shape"):
        super().__init__(f"{name} has shape {list(shape)}")
        self.name, self.shape, self.hint = name, shape, hint

    @property
    def ndim(self):
        return len(self.shape)

    def advice(self):
        return f"{self.hint} ({self.ndim} dimensions)"


class Quiet(Exception):
    def __str__(self):
        return f"quiet: {self.args}"


class Coded(RuntimeError):
    code = 3

    def __init__(self, message):
        self.message = message


def checked(x):
    if x.dim() != 1:
        raise ShapeError("x", x.shape)
    return x


try:
    checked(torch.ones(2, 3))
except ShapeError as e:
    print(e, e.name, e.shape, e.hint, e.ndim, e.advice(), repr(e), e.args, isinstance(e, ValueError))

try:
    raise Quiet(1, "a")
except Quiet as e:
    print(e, repr(e), f"{e}", str(e))

try:
    raise Coded("text")
except RuntimeError as e:
    print(e, e.message, e.code, e.args, hasattr(e, "none"))
    e.note = 1
    print(e.note)

try:
    try:
        torch.ones(2) + torch.ones(3)
    except RuntimeError as e:
        raise KeyError("wrapped") from e
except KeyError as e:
    print(e, type(e.__cause__).__name__, e.__cause__)

try:
    raise ShapeError("x")
except TypeError as e:
    print(e)
raise ShapeError("last", torch.Size([1]), hint="none")
