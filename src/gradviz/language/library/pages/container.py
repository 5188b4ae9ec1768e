"""Modules that hold others: nn.Sequential, nn.ModuleList, nn.ModuleDict, nn.ParameterList."""

from torch.nn import Module, Parameter


class Sequential(Module):
    def __init__(self, *args):
        super().__init__()
        if len(args) == 1 and isinstance(args[0], dict):
            for name, module in args[0].items():
                self.add_module(name, module)
        else:
            for number, module in enumerate(args):
                self.add_module(str(number), module)

    def _items(self):
        return [(name, value) for name, value in self.__dict__.items() if isinstance(value, Module)]

    def __len__(self):
        return len(self._items())

    def __iter__(self):
        for _, module in self._items():
            yield module

    def __getitem__(self, idx):
        items = self._items()
        if isinstance(idx, slice):
            return type(self)(dict(items[idx]))
        if not -len(items) <= idx < len(items):
            raise IndexError(f"index {idx} is out of range")
        return items[idx][1]

    def __setitem__(self, idx, module):
        setattr(self, self._items()[idx][0], module)

    def append(self, module):
        self.add_module(str(len(self)), module)
        return self

    def extend(self, sequential):
        for module in sequential:
            self.append(module)
        return self

    def forward(self, input):
        for module in self:
            input = module(input)
        return input


class ModuleList(Module):
    def __init__(self, modules=None):
        super().__init__()
        if modules is not None:
            self.extend(modules)

    def _items(self):
        return [(name, value) for name, value in self.__dict__.items() if isinstance(value, Module)]

    def __len__(self):
        return len(self._items())

    def __iter__(self):
        for _, module in self._items():
            yield module

    def __getitem__(self, idx):
        items = self._items()
        if isinstance(idx, slice):
            return type(self)([module for _, module in items[idx]])
        if not -len(items) <= idx < len(items):
            raise IndexError(f"index {idx} is out of range")
        return items[idx][1]

    def __setitem__(self, idx, module):
        setattr(self, self._items()[idx][0], module)

    def append(self, module):
        self.add_module(str(len(self)), module)
        return self

    def extend(self, modules):
        for module in modules:
            self.append(module)
        return self

    def __repr__(self):
        items = list(self)
        if not items:
            return self._get_name() + "()"
        groups = []
        for number, module in enumerate(items):
            text = repr(module)
            if groups and groups[-1][2] == text:
                groups[-1][1] = number
            else:
                groups.append([number, number, text])
        lines = []
        for first, last, text in groups:
            shown = f"({first}): {text}" if first == last else (
                f"({first}-{last}): {last - first + 1} x {text}"
            )
            lines.append("\n".join([("  " if i else "") + line for i, line in enumerate(shown.split("\n"))]))
        return self._get_name() + "(\n  " + "\n  ".join(lines) + "\n)"


class ModuleDict(Module):
    def __init__(self, modules=None):
        super().__init__()
        if modules is not None:
            self.update(modules)

    def items(self):
        return [(name, value) for name, value in self.__dict__.items() if isinstance(value, Module)]

    def keys(self):
        return [name for name, _ in self.items()]

    def values(self):
        return [module for _, module in self.items()]

    def __len__(self):
        return len(self.items())

    def __iter__(self):
        return iter(self.keys())

    def __contains__(self, key):
        return key in self.keys()

    def __getitem__(self, key):
        for name, module in self.items():
            if name == key:
                return module
        raise KeyError(key)

    def __setitem__(self, key, module):
        self.add_module(key, module)

    def update(self, modules):
        pairs = modules.items() if isinstance(modules, (dict, ModuleDict)) else modules
        for key, module in pairs:
            self.add_module(key, module)


class ParameterList(Module):
    def __init__(self, values=None):
        super().__init__()
        self._size = 0
        if values is not None:
            self.extend(values)

    def __len__(self):
        return self._size

    def __iter__(self):
        for number in range(self._size):
            yield self.__dict__[str(number)]

    def __getitem__(self, idx):
        if isinstance(idx, slice):
            return type(self)(list(self)[idx])
        if not -self._size <= idx < self._size:
            raise IndexError(f"index {idx} is out of range")
        return self.__dict__[str(idx % self._size)]

    def append(self, value):
        setattr(self, str(self._size), value if isinstance(value, Parameter) else Parameter(value))
        self._size += 1
        return self

    def extend(self, values):
        for value in values:
            self.append(value)
        return self

    def extra_repr(self):
        lines = []
        for number, value in enumerate(self):
            sizes = "x".join([str(size) for size in value.size()])
            lines.append(
                "  (" + str(number) + f"): Parameter containing: [{value.type()} of size {sizes}]"
            )
        return "\n".join(lines)

    def __repr__(self):
        text = self.extra_repr()
        return self._get_name() + "(" + ("\n" + text + "\n" if text else "") + ")"
