"""The row of what a program's own `torch.autograd.Function` computes.

It stands beside the table: no spelling calls it, and its rule is the program's.
"""

from __future__ import annotations

from gradviz.engine.op import Op, Value, op


def _product(g: Value, rule: object) -> Value:
    return rule(g) if callable(rule) else custom(g)


custom: Op = op(
    "custom", variadic=True, outputs="*", grad_fn=lambda backward: backward,
    forward=lambda inputs, results=(), rule=None, backward="", context=None: results,
    vjp={"inputs": _product},
)  # fmt: skip
"""`results`: the arrays that `forward` gave. `rule`: from a list of gradients, None for what was
not reached, to one for each tensor among the inputs, None where there is none. `backward`: the
name of the grad_fn. `context`: whose attributes are the grad_fn's too."""
