"""torch.autograd.graph: hooks on what is saved for backward."""

from contextlib import contextmanager

import torch

_disabled = []


class saved_tensors_hooks:
    def __init__(self, pack_hook, unpack_hook):
        self.pack_hook = pack_hook
        self.unpack_hook = unpack_hook

    def __enter__(self):
        if _disabled:
            raise RuntimeError(_disabled[-1])
        push_saved_hooks(self.pack_hook, self.unpack_hook)

    def __exit__(self, *args):
        pop_saved_hooks()


class save_on_cpu(saved_tensors_hooks):
    def __init__(self, pin_memory=False, device_type="cuda"):
        super().__init__(lambda tensor: tensor, lambda packed: packed)


@contextmanager
def disable_saved_tensors_hooks(error_message):
    _disabled.append(error_message)
    try:
        yield
    finally:
        _disabled.pop()
