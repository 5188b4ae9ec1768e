"""What stands between a program's text and its picture, stage by stage; for ARCHITECTURE.md."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

from paste import fenced

import gradviz
from gradviz.engine.tape import Tape
from gradviz.language.compiler import CONSTRUCTS
from gradviz.language.interpreter import compiled
from gradviz.language.machine import Machine
from gradviz.language.program import Program, parse, site_of
from gradviz.limits import Budget, Limits
from gradviz.trace import Source, Trace, encode

PATH = "samples/article/8_retain_grad.py"


def text() -> str:
    """The program."""
    return Path(PATH).read_text(encoding="utf-8")


def program() -> Program:
    """Its tree."""
    return parse(Source(PATH, text()), Limits())


def machine() -> Machine:
    """What is left when it has run."""
    parsed = program()
    machine = Machine(parsed, Budget(Limits()))
    compiled(parsed, machine)(machine.globals)
    return machine


def trace() -> Trace:
    """What is said of it."""
    return gradviz.run(PATH)


def show_tree() -> None:
    """The statement that makes F: each part of it with its form, its place and its text."""
    parsed = program()
    statement = next(s for s in parsed.statements() if ast.unparse(s) == "F = a * b")
    lines = []
    for part in ast.walk(statement):
        if isinstance(part, ast.stmt | ast.expr):
            span = parsed.span(site_of(part))
            place = f"{span.line}:{span.column}-{span.end_column}"
            lines.append(f"{type(part).__name__:<8} {place:<8} {parsed.text(site_of(part))}")
    fenced("text", "\n".join(lines))


def show_code() -> None:
    """For each syntax form in the program, the function that turns it into a closure."""
    forms = {type(node) for statement in program().statements() for node in ast.walk(statement)}
    lines = []
    for form, maker in CONSTRUCTS.items():
        if form in forms:
            home = getattr(maker, "__module__", "").removeprefix("gradviz.language.")
            lines.append(f"{form.__name__:<10} {home}.{getattr(maker, '__name__', '')}")
    fenced("text", "\n".join(lines))


def show_tape() -> None:
    """The nodes of the tape: the program's, then what the backward pass left in `.grad`."""
    tape = machine().tape
    fenced("text", "\n".join(_node(tape, position) for position in range(len(tape.nodes))))


def _node(tape: Tape, position: int) -> str:
    node = tape.nodes[position]
    made = f"{node.op.name}{node.inputs}" if node.op else "leaf"
    numbers = f" with {node.attrs}" if node.attrs else ""
    names = " ".join(node.tensor.names)
    return f"{node.id}  {made:<15} {node.data!s:<12} {names:<2} {numbers}".rstrip()


def show_passes() -> None:
    """The steps of the backward pass: what arrived at a node, what left for which other."""
    lines = []
    for passed in machine().passes:
        lines.append(f"from {passed.roots} with {', '.join(map(str, passed.seeds))}")
        for step in passed.steps:
            lines.append(f"at node {step.node} arrives {step.grad_output}")
            lines += [f"   to node {p.input} goes {p.value}" for p in step.products]
    fenced("text", "\n".join(lines))


def show_trace() -> None:
    """F in the Trace, and the pass's second step."""
    data = json.loads(encode(trace()))
    shown = {
        "tensors": [data["tensors"][2]],
        "passes": [{"steps": [data["passes"][0]["steps"][1]]}],
    }
    fenced("json", _indented(shown))


def _indented(data: object) -> str:
    """JSON with what holds only numbers and texts on one line."""
    innermost = re.compile(r"[\[{][^\[\]{}]{,200}[\]}]")
    indented = json.dumps(data, indent=2, ensure_ascii=False)
    return innermost.sub(lambda found: re.sub(r"\s+", " ", found[0]), indented)


def show_dot() -> None:
    """The edges of the DOT, without their looks."""
    dot = gradviz.render(trace(), "dot")
    assert isinstance(dot, str)
    edges = re.findall(r"^  (\w+ -> \w+) \[(.*?)\];$", dot, re.MULTILINE)
    ways = ["backward" if "dashed" in looks else "forward" for _, looks in edges]
    fenced(
        "text", "\n".join(f"{edge:<12} {way}" for (edge, _), way in zip(edges, ways, strict=True))
    )
