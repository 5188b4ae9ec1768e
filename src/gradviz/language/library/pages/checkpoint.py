"""torch.utils.checkpoint: forward once more instead of keeping what backward needs."""

from contextlib import contextmanager, nullcontext

import torch
from torch.autograd.graph import saved_tensors_hooks


_TIP = """
Tip: To see a more detailed error message, either pass `debug=True` to
`torch.utils.checkpoint.checkpoint(...)` or wrap the code block
with `with torch.utils.checkpoint.set_checkpoint_debug_enabled(True):` to
enable checkpoint‑debug mode globally.

If this error occurs under torch.compile with automatic_dynamic_shapes enabled,
it may be because the recomputation selected a different compiled graph than the
forward pass (e.g., a dynamic graph instead of the original static graph).
To fix this, either:
  - Use torch._dynamo.mark_dynamic() to explicitly mark varying dimensions as
    dynamic upfront, avoiding the static-to-dynamic transition.
  - Call torch._C._dynamo.eval_frame._set_lru_cache(False) to disable LRU cache
    reordering, which can change which graph is checked first between forward
    and recompute.
See https://github.com/pytorch/pytorch/issues/166926 for more details and
workaround examples.
"""


class CheckpointError(RuntimeError):
    pass


class _StopRecomputationError(Exception):
    pass


@contextmanager
def _forked_rng(state):
    before = rng_state()
    try:
        if state is not None:
            set_rng_state(state)
        yield
    finally:
        if state is not None:
            set_rng_state(before)


# with re-entrance: a Function whose backward runs a pass of its own


class CheckpointFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, run_function, preserve_rng_state, *args):
        if not any([isinstance(arg, torch.Tensor) and arg.requires_grad for arg in args]):
            warn("None of the inputs have requires_grad=True. Gradients will be None")
        ctx.run_function = run_function
        ctx.state = rng_state() if preserve_rng_state else None
        ctx.inputs = [None if isinstance(arg, torch.Tensor) else arg for arg in args]
        ctx.tensor_indices = [i for i, arg in enumerate(args) if isinstance(arg, torch.Tensor)]
        ctx.save_for_backward(*[arg for arg in args if isinstance(arg, torch.Tensor)])
        with torch.no_grad():
            return run_function(*args)

    @staticmethod
    def backward(ctx, *args):
        if not pass_stores():
            raise RuntimeError(
                "When use_reentrant=True, torch.utils.checkpoint is incompatible with .grad() or"
                " passing an `inputs` parameter to .backward(). To resolve this error, you can"
                " either set use_reentrant=False, or call .backward() without passing the `inputs`"
                " argument."
            )
        inputs = list(ctx.inputs)
        for index, tensor in zip(ctx.tensor_indices, ctx.saved_tensors):
            detached = tensor.detach()
            detached.requires_grad = tensor.requires_grad
            inputs[index] = detached
        with _forked_rng(ctx.state), torch.enable_grad():
            outputs = ctx.run_function(*inputs)
        if isinstance(outputs, torch.Tensor):
            outputs = (outputs,)
        pairs = [
            (output, arg)
            for output, arg in zip(outputs, args)
            if isinstance(output, torch.Tensor) and output.requires_grad
        ]
        if not pairs:
            raise RuntimeError(
                "none of output has requires_grad=True, this checkpoint() is not necessary"
            )
        torch.autograd.backward([output for output, _ in pairs], [arg for _, arg in pairs])
        return None, None, *[x.grad if isinstance(x, torch.Tensor) else None for x in inputs]


# without: what is saved is thrown away, and made again when backward asks for it


class _Frame:
    """What one call saves, by number, and what was made again of it, by the pass that asked."""

    def __init__(self, recompute, metadata, early_stop):
        self.recompute = recompute
        self.metadata = metadata
        self.early_stop = early_stop
        self.saved = []
        self.forward_completed = False
        self.by_pass = {}

    def pack(self, x):
        self.saved.append(None if self.metadata is None else self.metadata(x))
        return _Holder(self, len(self.saved) - 1)

    def run_again(self):
        made = []

        def pack(x):
            x = x.detach() if x.requires_grad else x
            if len(made) >= len(self.saved):
                if not self.forward_completed:
                    return x
                raise CheckpointError(
                    "torch.utils.checkpoint: trying to save more tensors during recomputation than"
                    f" during the original forward pass.\n{_TIP}"
                )
            made.append(x)
            if self.early_stop and len(made) == len(self.saved):
                raise _StopRecomputationError
            return x

        try:
            with saved_tensors_hooks(pack, lambda x: x), torch.enable_grad():
                self.recompute()
        except _StopRecomputationError:
            pass
        self.check(made)
        return dict(enumerate(made))

    def check(self, made):
        if len(made) != len(self.saved):
            raise CheckpointError(
                "torch.utils.checkpoint: A different number of tensors was saved during the"
                f" original forward and recomputation.\nNumber of tensors saved during forward:"
                f" {len(self.saved)}\nNumber of tensors saved during recomputation:"
                f" {len(made)}.\n{_TIP}"
            )
        different = ""
        for number, (before, x) in enumerate(zip(self.saved, made)):
            now = None if self.metadata is None else self.metadata(x)
            if before != now:
                different += (
                    f"tensor at position {number}:\nsaved metadata: {before}\nrecomputed metadata:"
                    f" {now}\n"
                )
        if different:
            raise CheckpointError(
                "torch.utils.checkpoint: Recomputed values for the following tensors have different"
                f" metadata than during the forward pass.\n{different}.\n{_TIP}"
            )

    def get(self, number):
        task = current_pass()
        if task == 0:
            return self.run_again()[number]
        if task not in self.by_pass:
            self.by_pass[task] = self.run_again()
        made = self.by_pass[task]
        if made[number] is None:
            raise CheckpointError(
                "torch.utils.checkpoint: Unpack is being triggered for a tensor that was already"
                " unpacked once. If you are calling ctx.saved_tensors in backward, make sure to do"
                " so only once. Otherwise please open an issue with details on your use case."
            )
        x, made[number] = made[number], None
        return x


class _Holder:
    """What stands for a tensor that was not kept."""

    def __init__(self, frame, number):
        self.frame = frame
        self.number = number


def _shape_dtype_device(x):
    return {"shape": x.shape, "dtype": x.dtype, "device": x.device}


_CHECKS = {"default": _shape_dtype_device, "none": None}


def noop_context_fn():
    return nullcontext(), nullcontext()


def _checkpoint_without_reentry(function, preserve, context_fn, check, early_stop, args, kwargs):
    if check not in _CHECKS:
        raise ValueError(
            f"determinism_check should be one of {list(_CHECKS.keys())}, but got {check}"
        )
    forward_context, recompute_context = context_fn()
    state = rng_state() if preserve else None

    def recompute():
        with _forked_rng(state), recompute_context:
            function(*args, **kwargs)

    if not torch.is_grad_enabled():
        return function(*args, **kwargs)
    frame = _Frame(recompute, _CHECKS[check], early_stop)
    with saved_tensors_hooks(frame.pack, lambda holder: holder.frame.get(holder.number)):
        with forward_context:
            result = function(*args, **kwargs)
    frame.forward_completed = True
    return result


def checkpoint(
    function,
    *args,
    use_reentrant=None,
    context_fn=noop_context_fn,
    determinism_check="default",
    debug=False,
    early_stop=True,
    **kwargs,
):
    if use_reentrant is None:
        warn(
            "torch.utils.checkpoint: the use_reentrant parameter should be passed explicitly."
            " Starting in PyTorch 2.9, calling checkpoint without use_reentrant will raise an"
            " exception. use_reentrant=False is recommended, but if you need to preserve the"
            " current default behavior, you can pass use_reentrant=True. Refer to docs for more"
            " details on the differences between the two variants."
        )
        use_reentrant = True
    preserve = kwargs.pop("preserve_rng_state", True)
    if kwargs and use_reentrant:
        raise ValueError("Unexpected keyword arguments: " + ",".join([arg for arg in kwargs]))
    if use_reentrant:
        if context_fn is not noop_context_fn or debug is not False:
            raise ValueError(
                "Passing `context_fn` or `debug` is only supported when use_reentrant=False."
            )
        return CheckpointFunction.apply(function, preserve, *args)
    return _checkpoint_without_reentry(
        function, preserve, context_fn, determinism_check, early_stop, args, kwargs
    )


def checkpoint_sequential(functions, segments, input, use_reentrant=None, **kwargs):
    if use_reentrant is None:
        warn(
            "torch.utils.checkpoint.checkpoint_sequential: the use_reentrant parameter should be"
            " passed explicitly. In version 2.9 we will raise an exception if use_reentrant is not"
            " passed. use_reentrant=False is recommended, but if you need to preserve the current"
            " default behavior, you can pass use_reentrant=True. Refer to docs for more details on"
            " the differences between the two variants."
        )
        use_reentrant = True
    preserve = kwargs.pop("preserve_rng_state", True)
    if kwargs:
        raise ValueError("Unexpected keyword arguments: " + ",".join([arg for arg in kwargs]))

    def run_function(start, end):
        def forward(input):
            for j in range(start, end + 1):
                input = functions[j](input)
            return input

        return forward

    if isinstance(functions, torch.nn.Sequential):
        functions = list(functions.children())
    segment_size = len(functions) // segments
    end = -1
    for start in range(0, segment_size * (segments - 1), segment_size):
        end = start + segment_size - 1
        input = checkpoint(
            run_function(start, end),
            input,
            use_reentrant=use_reentrant,
            preserve_rng_state=preserve,
        )
    return run_function(end + 1, len(functions) - 1)(input)
