"""Batch normalisation, and the state that instance normalisation shares with it."""

from collections import OrderedDict

import torch
import torch.nn.functional as F
from torch.nn import Module, Parameter, init


class _NormBase(Module):
    def __init__(self, num_features, eps=1e-5, momentum=0.1, affine=True,
                 track_running_stats=True, device=None, dtype=None, *, bias=True):
        super().__init__()
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.affine = affine
        self.track_running_stats = track_running_stats
        for name, wanted in (("weight", affine), ("bias", affine and bias)):
            if wanted:
                parameter = Parameter(torch.empty(num_features, device=device, dtype=dtype))
                self.register_parameter(name, parameter)
            else:
                self.register_parameter(name, None)
        mean, variance, count = None, None, None
        if track_running_stats:
            mean = torch.zeros(num_features, device=device, dtype=dtype)
            variance = torch.ones(num_features, device=device, dtype=dtype)
            count = torch.tensor(0, dtype=torch.long)
        self.register_buffer("running_mean", mean)
        self.register_buffer("running_var", variance)
        self.register_buffer("num_batches_tracked", count)
        self.reset_parameters()

    def reset_running_stats(self):
        if self.track_running_stats:
            self.running_mean.zero_()
            self.running_var.fill_(1)
            self.num_batches_tracked.zero_()

    def _load_from_state_dict(self, state_dict, prefix, *rest):
        key = prefix + "num_batches_tracked"
        versioned = isinstance(state_dict, OrderedDict) and len(state_dict) > 0
        if not versioned and self.track_running_stats and key not in state_dict:
            count = self.num_batches_tracked  # what was saved without a version has none
            state_dict[key] = torch.tensor(0, dtype=torch.long) if count is None else count
        super()._load_from_state_dict(state_dict, prefix, *rest)

    def reset_parameters(self):
        self.reset_running_stats()
        if self.affine:
            init.ones_(self.weight)
            if self.bias is not None:
                init.zeros_(self.bias)

    def _check_input_dim(self, input):
        raise NotImplementedError

    def extra_repr(self):
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine},"
            f" bias={self.bias is not None}, track_running_stats={self.track_running_stats}"
        )


class _BatchNorm(_NormBase):
    def forward(self, input):
        self._check_input_dim(input)
        factor = 0.0 if self.momentum is None else self.momentum
        if self.training and self.track_running_stats and self.num_batches_tracked is not None:
            self.num_batches_tracked.add_(1)
            if self.momentum is None:
                factor = 1.0 / float(self.num_batches_tracked)
        tracked = not self.training or self.track_running_stats
        return F.batch_norm(
            input,
            self.running_mean if tracked else None,
            self.running_var if tracked else None,
            self.weight,
            self.bias,
            self.training or (self.running_mean is None and self.running_var is None),
            factor,
            self.eps,
        )


class BatchNorm1d(_BatchNorm):
    def _check_input_dim(self, input):
        if input.dim() != 2 and input.dim() != 3:
            raise ValueError(f"expected 2D or 3D input (got {input.dim()}D input)")


class BatchNorm2d(_BatchNorm):
    def _check_input_dim(self, input):
        if input.dim() != 4:
            raise ValueError(f"expected 4D input (got {input.dim()}D input)")


class _Lazy(_BatchNorm):
    """Learns from its first input how many features there are, and is an ordinary one then."""

    def __init__(self, eps=1e-5, momentum=0.1, affine=True, track_running_stats=True, device=None,
                 dtype=None, *, bias=True):
        super().__init__(
            0, eps, momentum, affine, track_running_stats, device, dtype, bias=bias
        )

    def forward(self, input):
        self._check_input_dim(input)
        become(self, self.cls_to_become)
        self.num_features = input.shape[1]
        for parameter in (self.weight, self.bias):
            if parameter is not None:
                parameter.data = torch.empty(self.num_features, dtype=parameter.dtype)
        if self.running_mean is not None:
            self.running_mean = torch.empty(self.num_features, dtype=self.running_mean.dtype)
            self.running_var = torch.empty(self.num_features, dtype=self.running_var.dtype)
        self.reset_parameters()
        return self.forward(input)


class LazyBatchNorm1d(_Lazy):
    cls_to_become = BatchNorm1d
    _check_input_dim = BatchNorm1d._check_input_dim


class LazyBatchNorm2d(_Lazy):
    cls_to_become = BatchNorm2d
    _check_input_dim = BatchNorm2d._check_input_dim
