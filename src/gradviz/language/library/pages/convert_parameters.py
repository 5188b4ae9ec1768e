"""torch.nn.utils: parameters as one vector, and back."""

import torch


def parameters_to_vector(parameters):
    return torch.cat([parameter.view(-1) for parameter in parameters])


def vector_to_parameters(vec, parameters):
    if not isinstance(vec, torch.Tensor):
        raise TypeError(f"expected torch.Tensor, but got: {torch.typename(vec)}")
    pointer = 0
    for parameter in parameters:
        count = parameter.numel()
        parameter.data = vec[pointer : pointer + count].view_as(parameter).data
        pointer += count
