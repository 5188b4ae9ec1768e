"""Record what PyTorch has names for: ``python tests/record_torch_names.py`` rewrites the list.

The interpreter reads it to tell a name that PyTorch does not have either, which is an
AttributeError of the program, from one that gradviz does not have yet.
"""

import importlib
import json
from pathlib import Path

import torch

NAMES = Path(__file__).parent.parent / "src" / "gradviz" / "language" / "torch_names.json"

MODULES = (
    "torch", "torch.nn", "torch.nn.functional", "torch.nn.init", "torch.nn.utils", "torch.optim",
    "torch.optim.lr_scheduler", "torch.autograd", "torch.autograd.functional",
    "torch.autograd.forward_ad", "torch.func", "torch.linalg", "torch.special", "torch.fft",
    "torch.cuda", "torch.utils.data", "torch.distributions", "numpy", "numpy.random", "math",
)  # fmt: skip


def recorded() -> dict[str, str]:
    found = {module: dir(importlib.import_module(module)) for module in MODULES}
    found["Tensor"] = dir(torch.Tensor)
    return {kind: " ".join(sorted(names)) for kind, names in found.items()}


if __name__ == "__main__":
    NAMES.write_text(json.dumps(recorded(), indent=1) + "\n", encoding="utf-8")
