"""The op table: importing this package fills `gradviz.engine.op.TABLE`, one family a file."""

from gradviz.engine.op import TABLE, rows
from gradviz.engine.ops import create, elementwise, index, linalg, reduce, shape

__all__ = ["TABLE", "create", "elementwise", "index", "linalg", "reduce", "rows", "shape"]
