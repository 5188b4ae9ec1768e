"""A layer of an LSTM as one op, which is what PyTorch runs in float32 on the CPU (by oneDNN)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from gradviz.engine.op import Cost, Op, Value, op, shape_of
from gradviz.engine.ops.compare import zeros
from gradviz.engine.ops.elementwise import sigmoid, tanh
from gradviz.engine.ops.index import narrow, select
from gradviz.engine.ops.linalg import mm
from gradviz.engine.ops.reduce import sum_dim
from gradviz.engine.ops.shape import cat, reshape, stack, t
from gradviz.engine.samples import real
from gradviz.engine.shapes import size_of


class _Step(NamedTuple):
    """One place of a sequence: the states before it, its gates, the cell after it."""

    place: int
    hidden: Value
    cell: Value
    gates: tuple[Value, Value, Value, Value]
    after: Value


def _flat(x: Value) -> Value:
    """The rows of a sequence of batches, below each other."""
    sizes = shape_of(x)
    return reshape(x, (size_of(sizes[:-1]), sizes[-1]))


def _steps(inputs: Sequence[Value], reverse: bool) -> Iterator[_Step]:
    """Through the sequence, by Hochreiter and Schmidhuber (1997) with a forget gate."""
    x, w_ih, w_hh, *biases, hidden, cell = inputs
    length, batch, _ = shape_of(x)
    width = shape_of(hidden)[-1]
    rows = mm(_flat(x), t(w_ih))
    for bias in biases:
        rows = rows + bias
    given = reshape(rows, (length, batch, 4 * width))
    for place in reversed(range(length)) if reverse else range(length):
        raw = select(given, 0, place) + mm(hidden, t(w_hh))
        i, f, g, o = [narrow(raw, 1, k * width, width) for k in range(4)]
        gates = sigmoid(i), sigmoid(f), tanh(g), sigmoid(o)
        after = gates[1] * cell + gates[0] * gates[2]
        yield _Step(place, hidden, cell, gates, after)
        hidden, cell = gates[3] * tanh(after), after


def _forward(inputs: Sequence[Value], reverse: bool = False) -> tuple[Value, Value, Value]:
    x, hidden = inputs[0], inputs[-2]
    output = np.empty((*x.shape[:2], hidden.shape[-1]), x.dtype)
    cell = inputs[-1]
    for step in _steps(inputs, reverse):
        cell = step.after
        hidden = step.gates[3] * tanh(cell)
        output[step.place] = hidden
    return output, hidden, cell


def _back(g: Sequence[Value | None], inputs: Sequence[Value], reverse: bool) -> list[Value]:
    """The gradients of the inputs: through the sequence backwards."""
    outputs, d_hidden, d_cell = g
    x, w_ih, w_hh, *biases, hidden, cell = inputs
    d_hidden = zeros(hidden) if d_hidden is None else d_hidden
    d_cell = zeros(cell) if d_cell is None else d_cell
    steps = list(_steps(inputs, reverse))
    rows: dict[int, Value] = {}
    before: dict[int, Value] = {}
    for step in reversed(steps):
        if outputs is not None:
            d_hidden = d_hidden + select(outputs, 0, step.place)
        i, f, new, o = step.gates
        shown = tanh(step.after)
        d_after = d_cell + d_hidden * o * (1 - shown * shown)
        parts = [
            d_after * new * i * (1 - i),
            d_after * step.cell * f * (1 - f),
            d_after * i * (1 - new * new),
            d_hidden * shown * o * (1 - o),
        ]
        row = rows[step.place] = cat(parts, 1)
        before[step.place] = step.hidden
        d_hidden, d_cell = mm(row, w_hh), d_after * f
    places, one = range(len(steps)), (1, *shape_of(x)[1:])
    down = _flat(stack([rows[place] for place in places], 0))
    hiddens = _flat(stack([before[place] for place in places], 0))
    d_bias = sum_dim(down, [0])
    return [
        cat([reshape(mm(rows[place], w_ih), one) for place in places], 0),
        mm(t(down), _flat(x)), mm(t(down), hiddens),
        *[d_bias for _ in biases], d_hidden, d_cell,
    ]  # fmt: skip


def _back_or_name(g: Value, inputs: object, reverse: bool) -> Value:
    """The gradients; a formula names the op."""
    return _back(g, inputs, reverse) if isinstance(inputs, list | tuple) else lstm_layer(g, inputs)


def _cost(inputs: Sequence[Value], reverse: bool = False) -> Cost:
    length, batch, width = inputs[0].shape
    hidden = inputs[-2].shape[-1]
    gates = length * batch * 4 * hidden
    return 4 * gates, gates * (width + hidden + 8)


lstm_layer: Op = op(
    "mkldnn_rnn_layer", variadic=True, outputs="out hy cy", grad_fn="MkldnnRnnLayerBackward0",
    forward=_forward, cost=_cost,
    vjp=dict(inputs=lambda g, inputs, reverse: _back_or_name(g, inputs, reverse)),
    samples=[
        ([real(2, 1, 2), real(8, 2), real(8, 2), real(8), real(8), real(1, 2), real(1, 2)],),
        ([real(2, 2, 1), real(4, 1), real(4, 1), real(2, 1), real(2, 1)], True),
    ],
)  # fmt: skip
"""`inputs`: the sequence (time, batch, features), the weights of the gates (4 * hidden, features),
(4 * hidden, hidden), two biases or none, and the states (batch, hidden) before it."""
