"""The op table: importing this package fills `gradviz.engine.op.TABLE`, one family a file."""

from gradviz.engine.op import TABLE, rows
from gradviz.engine.ops import (
    compare,
    contract,
    conv,
    create,
    elementwise,
    in_place,
    index,
    linalg,
    loss,
    margin,
    nn,
    norm,
    order,
    random,
    reduce,
    shape,
    solve,
)

__all__ = [
    "TABLE",
    "compare",
    "contract",
    "conv",
    "create",
    "elementwise",
    "in_place",
    "index",
    "linalg",
    "loss",
    "margin",
    "nn",
    "norm",
    "order",
    "random",
    "reduce",
    "rows",
    "shape",
    "solve",
]
