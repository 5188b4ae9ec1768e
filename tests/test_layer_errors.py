"""Of an input that a layer does not take it is said which layer, and both shapes."""

from __future__ import annotations

import pytest

from gradviz.api import run

NET = """\
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential({layers})
    def forward(self, x):
        return self.layers(x){after}
net = Net()
net(torch.zeros({size}))
"""

CASES = [
    ("nn.Linear(4, 8), nn.Linear(7, 2)", "3, 4",
     "mat1 and mat2 shapes cannot be multiplied (3x8 and 7x2)",
     "net.layers.1 is Linear(in_features=7, out_features=2, bias=True):"
     " its weight has shape [2, 7], its input has shape [3, 8]"),
    ("nn.Conv2d(3, 8, 3)", "2, 1, 8, 8",
     "Given groups=1, weight of size [8, 3, 3, 3], expected input[2, 1, 8, 8] to have 3 channels,"
     " but got 1 channels instead",
     "net.layers.0 is Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1)):"
     " its weight has shape [8, 3, 3, 3], its input has shape [2, 1, 8, 8]"),
    ("nn.LayerNorm(5, elementwise_affine=False)", "2, 4",
     "Given normalized_shape=[5], expected input with shape [*, 5], but got input of size[2, 4]",
     "net.layers.0 is LayerNorm((5,), eps=1e-05, elementwise_affine=False, bias=False):"
     " its input has shape [2, 4]"),
]  # fmt: skip


@pytest.mark.parametrize(("layers", "size", "message", "help"), CASES)
def test_which_layer_and_both_shapes(layers: str, size: str, message: str, help: str) -> None:
    error = run(NET.format(layers=layers, size=size, after="")).error
    assert error is not None
    assert (error.message, error.help) == (message, help)


def test_a_layer_that_no_variable_leads_to() -> None:
    error = run("import torch\ntorch.nn.Linear(2, 3)(torch.zeros(1, 4))\n").error
    assert error is not None
    assert error.help.startswith("Linear(in_features=2, out_features=3, bias=True): its weight")


def test_what_helps_more_stays() -> None:
    error = run(NET.format(layers="nn.Embedding(3, 2)", size="1", after="")).error
    assert error is not None
    assert error.help == "indices are integers: x.long()"


def test_an_error_of_the_program_s_own_forward_is_of_no_layer() -> None:
    error = run(NET.format(layers="nn.Identity()", size="1, 4", after=" @ torch.ones(5)")).error
    assert error is not None
    assert "net is" not in error.help
