"""The op table: importing this package fills `gradviz.engine.op.TABLE`, one family a file."""

from gradviz.engine.op import TABLE, rows
from gradviz.engine.ops import (
    compare,
    create,
    elementwise,
    in_place,
    index,
    linalg,
    loss,
    nn,
    random,
    reduce,
    shape,
)

__all__ = [
    "TABLE",
    "compare",
    "create",
    "elementwise",
    "in_place",
    "index",
    "linalg",
    "loss",
    "nn",
    "random",
    "reduce",
    "rows",
    "shape",
]
