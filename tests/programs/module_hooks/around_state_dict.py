import torch
from torch import nn

layer = nn.Linear(2, 1)
nn.init.ones_(layer.weight)
nn.init.zeros_(layer.bias)


def add_scale(module, state, prefix, metadata):
    state[prefix + "scale"] = torch.ones(1)


handle = layer.register_state_dict_post_hook(add_scale)
print(nn.Sequential(layer).state_dict())
handle.remove()
layer.register_state_dict_pre_hook(lambda mod, prefix, keep: print("before", repr(prefix), keep))
state = layer.state_dict()


def rename(module, state, prefix, metadata, strict, missing, unexpected, errors):
    print("loading", list(state))
    if "w" in state:
        state["weight"] = state.pop("w")


layer.register_load_state_dict_pre_hook(rename)
layer.register_load_state_dict_post_hook(lambda mod, keys: print("loaded", keys))
print(layer.load_state_dict({"w": torch.zeros(1, 2), "bias": torch.ones(1)}))
print(layer.weight, layer.load_state_dict({"weight": torch.ones(1, 2)}, strict=False))
