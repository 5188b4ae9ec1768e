"""nn.Module, and the modules that hold others."""

from torch.nn import Parameter


class Module:
    training = True
    __call__ = call_module
    __setattr__ = set_module_attribute

    def __init__(self):
        self._is_full_backward_hook = None
        self.training = True
        self._buffers = {}
        self._forward_hooks = {}
        self._forward_pre_hooks = {}

    def forward(self, *input):
        raise NotImplementedError(
            f'Module [{type(self).__name__}] is missing the required "forward" function'
        )

    def register_parameter(self, name, param):
        setattr(self, name, param)

    def register_buffer(self, name, tensor, persistent=True):
        self._buffers[name] = persistent
        setattr(self, name, tensor)

    def add_module(self, name, module):
        setattr(self, name, module)

    register_module = add_module

    # what it holds

    def named_children(self):
        seen = []
        for name, value in self.__dict__.items():
            if isinstance(value, Module) and not any(value is other for other in seen):
                seen.append(value)
                yield name, value

    def children(self):
        for _, module in self.named_children():
            yield module

    def named_modules(self, memo=None, prefix="", remove_duplicate=True):
        memo = [] if memo is None else memo
        if any(self is other for other in memo):
            return
        memo.append(self)
        yield prefix, self
        for name, module in self.__dict__.items():
            if isinstance(module, Module):
                below = prefix + ("." if prefix else "") + name
                yield from module.named_modules(memo, below, remove_duplicate)

    def modules(self):
        for _, module in self.named_modules():
            yield module

    def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
        seen = set()
        modules = self.named_modules(prefix=prefix) if recurse else [(prefix, self)]
        for place, module in modules:
            for name, value in list(module.__dict__.items()):
                if isinstance(value, Parameter) and id(value) not in seen:
                    if remove_duplicate:
                        seen.add(id(value))
                    yield place + ("." if place else "") + name, value

    def parameters(self, recurse=True):
        for _, parameter in self.named_parameters(recurse=recurse):
            yield parameter

    def named_buffers(self, prefix="", recurse=True, remove_duplicate=True):
        modules = self.named_modules(prefix=prefix) if recurse else [(prefix, self)]
        for place, module in modules:
            for name in module._buffers:
                value = module.__dict__[name]
                if value is not None:
                    yield place + ("." if place else "") + name, value

    def buffers(self, recurse=True):
        for _, buffer in self.named_buffers(recurse=recurse):
            yield buffer

    # what it does to all of that

    def train(self, mode=True):
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self):
        return self.train(False)

    def zero_grad(self, set_to_none=True):
        for parameter in self.parameters():
            if parameter.grad is not None:
                if set_to_none:
                    parameter.grad = None
                else:
                    if parameter.grad.grad_fn is not None:
                        parameter.grad.detach_()
                    else:
                        parameter.grad.requires_grad_(False)
                    parameter.grad.zero_()

    def requires_grad_(self, requires_grad=True):
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def apply(self, fn):
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    # how it looks

    def extra_repr(self):
        return ""

    def _get_name(self):
        return type(self).__name__

    def __repr__(self):
        extra = self.extra_repr()
        extra_lines = extra.split("\n") if extra else []
        child_lines = []
        for name, module in self.__dict__.items():
            if isinstance(module, Module):
                child_lines.append("(" + name + "): " + _indented(repr(module), 2))
        lines = extra_lines + child_lines
        text = self._get_name() + "("
        if lines:
            if len(extra_lines) == 1 and not child_lines:
                text += extra_lines[0]
            else:
                text += "\n  " + "\n  ".join(lines) + "\n"
        return text + ")"


def _indented(text, count):
    lines = text.split("\n")
    if len(lines) == 1:
        return text
    first, *rest = lines
    return first + "\n" + "\n".join([count * " " + line for line in rest])
