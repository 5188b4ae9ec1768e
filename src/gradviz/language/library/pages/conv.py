"""Convolutions and transposed convolutions."""

import math

import torch
import torch.nn.functional as F
from torch.nn import Module, Parameter, init


def _each(value, count):
    """A number for each dimension: `3` is `(3, 3)` where there are two."""
    return tuple(value) if isinstance(value, (tuple, list)) else (value,) * count


class _Conv(Module):
    dims = 0

    def __init__(self, in_channels, out_channels, kernel_size, stride, padding, dilation,
                 transposed, output_padding, groups, bias, padding_mode, device, dtype):
        super().__init__()
        kernel_size, stride = _each(kernel_size, self.dims), _each(stride, self.dims)
        dilation, output_padding = _each(dilation, self.dims), _each(output_padding, self.dims)
        if groups <= 0:
            raise ValueError("groups must be a positive integer")
        if in_channels % groups != 0:
            raise ValueError("in_channels must be divisible by groups")
        if out_channels % groups != 0:
            raise ValueError("out_channels must be divisible by groups")
        if isinstance(padding, str):
            if padding not in ("same", "valid"):
                raise ValueError(
                    f"Invalid padding string {padding!r}, should be one of {{'same', 'valid'}}"
                )
            if padding == "same" and any(step != 1 for step in stride):
                raise ValueError("padding='same' is not supported for strided convolutions")
        else:
            padding = _each(padding, self.dims)
        modes = ("zeros", "reflect", "replicate", "circular")
        if padding_mode not in modes:
            raise ValueError(
                f"padding_mode must be one of {set(modes)}, but got padding_mode='{padding_mode}'"
            )
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = kernel_size
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
        self.transposed = transposed
        self.output_padding = output_padding
        self.groups = groups
        self.padding_mode = padding_mode
        channels = (out_channels, in_channels // groups)
        if transposed:
            channels = (in_channels, out_channels // groups)
        self.weight = Parameter(torch.empty((*channels, *kernel_size), device=device, dtype=dtype))
        if bias:
            self.bias = Parameter(torch.empty(out_channels, device=device, dtype=dtype))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self):
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            fan_in, _ = init._calculate_fan_in_and_fan_out(self.weight)
            if fan_in != 0:
                bound = 1 / math.sqrt(fan_in)
                init.uniform_(self.bias, -bound, bound)

    def _borders(self):
        """How much to pad, last dimension first and both of its sides, as F.pad has it."""
        amounts = []
        for place in range(self.dims - 1, -1, -1):
            if self.padding == "valid":
                amounts += [0, 0]
            elif self.padding == "same":
                total = self.dilation[place] * (self.kernel_size[place] - 1)
                amounts += [total // 2, total - total // 2]
            else:
                amounts += [self.padding[place], self.padding[place]]
        return amounts

    def extra_repr(self):
        text = (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size},"
            f" stride={self.stride}"
        )
        if self.padding != (0,) * len(self.padding):
            text += f", padding={self.padding}"
        if self.dilation != (1,) * len(self.dilation):
            text += f", dilation={self.dilation}"
        if self.output_padding != (0,) * len(self.output_padding):
            text += f", output_padding={self.output_padding}"
        if self.groups != 1:
            text += f", groups={self.groups}"
        if self.bias is None:
            text += ", bias=False"
        if self.padding_mode != "zeros":
            text += f", padding_mode={self.padding_mode}"
        return text


class _Forward(_Conv):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1,
                 groups=1, bias=True, padding_mode="zeros", device=None, dtype=None):
        super().__init__(
            in_channels, out_channels, kernel_size, stride, padding, dilation, False, 0, groups,
            bias, padding_mode, device, dtype,
        )

    def forward(self, input):
        padding = self.padding
        if self.padding_mode != "zeros":
            input = F.pad(input, self._borders(), mode=self.padding_mode)
            padding = (0,) * self.dims
        return self.convolve(
            input, self.weight, self.bias, self.stride, padding, self.dilation, self.groups
        )


class Conv1d(_Forward):
    dims = 1

    def convolve(self, *args):
        return F.conv1d(*args)


class Conv2d(_Forward):
    dims = 2

    def convolve(self, *args):
        return F.conv2d(*args)


class Conv3d(_Forward):
    dims = 3

    def convolve(self, *args):
        return F.conv3d(*args)


class _Transposed(_Conv):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0,
                 output_padding=0, groups=1, bias=True, dilation=1, padding_mode="zeros",
                 device=None, dtype=None):
        if padding_mode != "zeros":
            raise ValueError(
                f'Only "zeros" padding mode is supported for {type(self).__name__}'
            )
        super().__init__(
            in_channels, out_channels, kernel_size, stride, padding, dilation, True,
            output_padding, groups, bias, padding_mode, device, dtype,
        )

    def _padding_for(self, input, output_size):
        if output_size is None:
            return self.output_padding
        before = input.dim() - self.dims
        output_size = tuple(output_size)
        if len(output_size) == before + self.dims:
            output_size = output_size[before:]
        if len(output_size) != self.dims:
            raise ValueError(
                f"ConvTranspose{self.dims}D: for {input.dim()}D input, output_size must have"
                f" {self.dims} or {before + self.dims} elements (got {len(output_size)})"
            )
        least = [
            (input.size(place + before) - 1) * self.stride[place] - 2 * self.padding[place]
            + self.dilation[place] * (self.kernel_size[place] - 1) + 1
            for place in range(self.dims)
        ]
        most = [size + step - 1 for size, step in zip(least, self.stride)]
        for size, low, high in zip(output_size, least, most):
            if size < low or size > high:
                raise ValueError(
                    f"requested an output size of {output_size}, but valid sizes range from"
                    f" {least} to {most} (for an input of {input.size()[2:]})"
                )
        return [size - low for size, low in zip(output_size, least)]

    def forward(self, input, output_size=None):
        return self.convolve(
            input, self.weight, self.bias, self.stride, self.padding,
            self._padding_for(input, output_size), self.groups, self.dilation,
        )


class ConvTranspose1d(_Transposed):
    dims = 1

    def convolve(self, *args):
        return F.conv_transpose1d(*args)


class ConvTranspose2d(_Transposed):
    dims = 2

    def convolve(self, *args):
        return F.conv_transpose2d(*args)


class _LazyConv(_Conv):
    """Learns from its first input how many channels there are, and is an ordinary one then."""

    def __init__(self, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1,
                 bias=True, padding_mode="zeros", device=None, dtype=None):
        super().__init__(
            0, 0, kernel_size, stride, padding, dilation, False, 0, groups, False, padding_mode,
            device, dtype,
        )
        self.weight = Parameter(torch.empty(0, device=device, dtype=dtype))
        self.out_channels = out_channels
        if bias:
            self.bias = Parameter(torch.empty(0, device=device, dtype=dtype))

    def reset_parameters(self):
        if self.in_channels:
            super().reset_parameters()

    def forward(self, input):
        channels = input.shape[-1 - self.dims]
        if channels % self.groups != 0:
            raise ValueError("in_channels must be divisible by groups")
        become(self, self.cls_to_become)
        self.in_channels = channels
        shape = (self.out_channels, channels // self.groups, *self.kernel_size)
        self.weight.data = torch.empty(shape, dtype=self.weight.dtype)
        if self.bias is not None:
            self.bias.data = torch.empty(self.out_channels, dtype=self.bias.dtype)
        self.reset_parameters()
        return self.forward(input)


class LazyConv1d(_LazyConv):
    dims = 1
    cls_to_become = Conv1d


class LazyConv2d(_LazyConv):
    dims = 2
    cls_to_become = Conv2d
