"""Borders as modules."""

import torch.nn.functional as F
from torch.nn import Module


def _sides(padding, count):
    return tuple(padding) if isinstance(padding, (tuple, list)) else (padding,) * count


class _Pad(Module):
    mode = ""
    sides = 0

    def __init__(self, padding):
        super().__init__()
        self.padding = _sides(padding, self.sides)

    def forward(self, input):
        return F.pad(input, self.padding, self.mode)

    def extra_repr(self):
        return f"{self.padding}"


class ReflectionPad1d(_Pad):
    mode, sides = "reflect", 2


class ReflectionPad2d(_Pad):
    mode, sides = "reflect", 4


class ReplicationPad1d(_Pad):
    mode, sides = "replicate", 2


class ReplicationPad2d(_Pad):
    mode, sides = "replicate", 4


class CircularPad1d(_Pad):
    mode, sides = "circular", 2


class CircularPad2d(_Pad):
    mode, sides = "circular", 4


class _ConstantPad(Module):
    sides = 0

    def __init__(self, padding, value):
        super().__init__()
        self.value = value
        self.padding = _sides(padding, self.sides)

    def forward(self, input):
        return F.pad(input, self.padding, "constant", self.value)

    def extra_repr(self):
        return f"padding={self.padding}, value={self.value}"


class ConstantPad1d(_ConstantPad):
    sides = 2


class ConstantPad2d(_ConstantPad):
    sides = 4


class _ZeroPad(_ConstantPad):
    def __init__(self, padding):
        super().__init__(padding, 0.0)

    def extra_repr(self):
        return f"{self.padding}"


class ZeroPad1d(_ZeroPad):
    sides = 2


class ZeroPad2d(_ZeroPad):
    sides = 4
