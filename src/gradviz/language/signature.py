"""How the arguments of our own functions are bound, with Python's and PyTorch's complaints."""

from __future__ import annotations

from gradviz.engine.messages import TorchError


class Signature:
    """Parameters in order, with defaults for those that have one."""

    __slots__ = ("defaults", "name", "params")

    def __init__(self, name: str, params: tuple[str, ...], defaults: dict[str, object]) -> None:
        self.name = name
        self.params = params
        self.defaults = defaults

    def bind(self, args: list[object], keywords: dict[str, object]) -> list[object]:
        """The arguments in the parameters' order."""
        params = self.params
        if len(args) > len(params):
            text = (
                f"{self.name}() takes {len(params)} positional arguments "
                f"but {len(args)} were given"
            )
            raise TorchError("TypeError", text, "GV159")
        bound = dict(zip(params, args, strict=False))
        for name, value in keywords.items():
            if name not in params:
                text = f"{self.name}() got an unexpected keyword argument '{name}'"
                raise TorchError("TypeError", text, "GV159")
            if name in bound:
                text = f"{self.name}() got multiple values for argument '{name}'"
                raise TorchError("TypeError", text, "GV159")
            bound[name] = value
        result = []
        for name in params:
            if name in bound:
                result.append(bound[name])
            elif name in self.defaults:
                result.append(self.defaults[name])
            else:
                text = f"{self.name}() missing 1 required positional argument: '{name}'"
                raise TorchError("TypeError", text, "GV159")
        return result
