"""Modules: what a Trace calls them and their parameters."""

from __future__ import annotations

from gradviz.language.interpreter import interpret
from gradviz.trace import Source, first_versions


def test_a_module_takes_no_name_from_one_that_is_gone() -> None:
    text = """\
from torch import nn
for k in range(20):
    first = nn.Linear(1, 1)
    del first
    second = nn.Linear(1, 1)
"""
    trace = interpret(Source("program.py", text))
    assert trace.error is None
    firsts = first_versions(trace)  # a parameter is initialised in place
    names = [t.names for t in trace.tensors if t.names and firsts[t.id] == t.id]
    assert names[:4] == [["first.weight"], ["first.bias"], ["second.weight"], ["second.bias"]]
    assert names == names[:4] * 20
