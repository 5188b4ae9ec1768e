"""What programs import that has no say in their gradients: accepted and silent, or refused.

What only shows, logs or times is a value on which everything gives itself. What reaches outside
the program is refused, each with its reason.
"""

from __future__ import annotations

_QUIET = (
    "IPython altair bokeh colorama graphviz ipywidgets logging matplotlib mpl_toolkits plotly pylab"
    " rich seaborn tensorboard tensorboardX termcolor torchinfo torchsummary torchview torchviz"
    " wandb"
)
QUIET = frozenset(_QUIET.split())
"""Modules that only show or log."""

QUIET_PARTS = frozenset(("torch.utils.tensorboard", "torch.profiler", "torch.utils.benchmark"))
"""The same among the parts of torch."""

SHOWS = frozenset(("tqdm",))
"""Modules that have pages of their own and show nothing all the same."""

CLOCKS = frozenset(("time", "datetime"))
"""Modules whose clock stands still."""

_FILES = "it reads or writes files, and gradviz has none: write the numbers into the program"
_NET = "it reaches the network, and gradviz does not: write the numbers into the program"
_SYSTEM = "it reaches the system, and gradviz never runs a program: take these lines out"
_DATA = (
    "its data and models come from files: make small tensors in their place, such as"
    " torch.randn(8, 3), or torch.randint(10, (8,)) for labels"
)

_REASONS = {
    _FILES: "csv glob gzip h5py io pathlib pickle shelve shutil sqlite3 tarfile tempfile zipfile"
    " PIL cv2 imageio joblib safetensors",
    _NET: "ftplib http huggingface_hub requests socket urllib urllib3",
    _SYSTEM: "concurrent ctypes gc importlib inspect multiprocessing os pdb platform psutil ray"
    " signal subprocess threading",
    _DATA: "d2l datasets gym gymnasium keras pandas scipy sklearn timm tokenizers torch_geometric"
    " torchaudio torchtext torchvision transformers",
}
OUTSIDE = {name: reason for reason, names in _REASONS.items() for name in names.split()}
"""Why a module is refused, by the first part of its name."""

TORCH_OUTSIDE: dict[str, str] = {
    "torch.save": _FILES, "torch.load": _FILES, "torch.hub": _NET, "torch.jit": _SYSTEM,
    "torch.compile": _SYSTEM, "torch.onnx": _FILES, "torch.distributed": _NET,
    "torch.multiprocessing": _SYSTEM, "torch.classes": _SYSTEM, "torch.ops": _SYSTEM,
    "torch.utils.cpp_extension": _SYSTEM, "torch.utils.model_zoo": _NET,
}  # fmt: skip
"""The same of torch's own names."""


def is_quiet(module: str) -> bool:
    """Whether a module only shows or logs."""
    return module.partition(".")[0] in QUIET or module in QUIET_PARTS


def reason_against(name: str) -> str:
    """Why a module or a name of torch is refused; empty where nothing is known of it."""
    return TORCH_OUTSIDE.get(name) or OUTSIDE.get(name.partition(".")[0], "")
