"""Calls with wrong arguments of every op: what PyTorch raises, and what gradviz does.

    python tests/wrong_calls.py --jobs 2 [--only NAME] [--show KIND] [--record]

Each case is a program of a few lines that is right but for one argument. It prints those that do
not end alike, and how many there are of each kind; with `--record` it writes their names anew into
`wrong_calls.txt`, with which `test_wrong_calls.py` compares.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from gradcheck import materialized, samples_of

from gradviz.engine.dtypes import DType, float32
from gradviz.engine.op import Callee, whole_table

DISAGREE = Path(__file__).with_suffix(".txt")
"""The cases that do not end alike, each with in how far."""

_OPERATOR = re.compile(r"\W+|abs")


class Case(NamedTuple):
    """A call that is wrong in one way."""

    op: str
    name: str
    """The spelling and what is wrong, with a number where there are several of the kind."""
    text: str
    """The program."""

    @property
    def spelling(self) -> str:
        """What is called."""
        return self.name.partition(":")[0]


class Ended(NamedTuple):
    """How a program ended."""

    type: str
    """The exception's type; "" where the program ended well, "SourceError" where gradviz does
    not have what it wants."""
    message: str


class Verdict(NamedTuple):
    """A case under both."""

    case: Case
    expected: Ended
    got: Ended

    @property
    def kind(self) -> str:
        """In how far they agree."""
        if self.expected == self.got:
            return "same"
        if self.got.type == "SourceError":
            return "refused"
        if self.got.type == "internal":
            return "internal"
        if not self.expected.type:
            return "PyTorch takes it"
        if not self.got.type:
            return "gradviz takes it"
        return "text" if self.expected.type == self.got.type else "type"


# ── the cases ─────────────────────────────────────────────────────────────────────────────────


class Argument(NamedTuple):
    """An argument as the program writes it, and what it is."""

    text: str
    kind: str
    shape: tuple[int, ...] = ()
    dtype: str = ""


def cases() -> Iterator[Case]:
    """Every case of every op."""
    seen: set[str] = set()
    names: Counter[str] = Counter()
    for callee in whole_table():
        sample = next(iter(samples_of(callee)), None)
        if sample is None or callee.family == "in_place":
            continue
        args, attrs = materialized(sample, float32, lambda data, floating: data)
        if callee.gathers and isinstance(args[-1], list):
            args = [*args[:-1], tuple(args[-1])]
        try:
            places = [_argument(arg) for arg in args]
            named = {name: _argument(value) for name, value in attrs.items()}
        except NotImplementedError:
            continue
        for spelling in _spellings(callee):
            for how, wrong, wrong_named in _wrong(places, named):
                text = _call(spelling, wrong, wrong_named)
                if text and text not in seen:
                    seen.add(text)
                    name = f"{spelling}: {how}"
                    names[name] += 1
                    number = f" {names[name]}" if names[name] > 1 else ""
                    yield Case(callee.name, name + number, _PROGRAM.format(text))


_PROGRAM = "import torch\nimport torch.nn.functional as F\nimport torch.linalg as linalg\n{}\n"


def _spellings(callee: Callee) -> Iterator[str]:
    """The first spelling as a function and the first as a method."""
    named = [name for name in callee.torch if not _OPERATOR.fullmatch(name) and name[-1] != "_"]
    functions = [name for name in named if name[0] != "."]
    methods = [name for name in named if name[0] == "."]
    yield from functions[:1]
    yield from methods[:1]


def _argument(value: object) -> Argument:
    if isinstance(value, np.ndarray | np.generic):
        dtype = str(value.dtype)
        text = f"torch.tensor({value.tolist()!r}, dtype=torch.{dtype})"
        return Argument(text.replace("nan", "float('nan')"), "tensor", value.shape, dtype)
    if isinstance(value, DType):
        return Argument(f"torch.{value.name}", "dtype")
    if isinstance(value, list | tuple):
        if any(isinstance(item, np.ndarray | np.generic) for item in value):
            inner = [_argument(item).text for item in value]
            return Argument(f"[{', '.join(inner)}]", "tensors")
        return Argument(repr(value), "list")
    if value is None or isinstance(value, bool | int | float | str):
        return Argument(repr(value), type(value).__name__)
    raise NotImplementedError


def _call(spelling: str, args: list[str], attrs: dict[str, str]) -> str:
    if spelling[0] == ".":
        if not args or not args[0].startswith("torch.") or args[0].startswith("torch.float"):
            return ""
        head, args = f"{args[0]}{spelling}", args[1:]
    else:
        head = spelling
    return f"{head}({', '.join([*args, *(f'{name}={text}' for name, text in attrs.items())])})"


def _wrong(
    places: list[Argument], names: dict[str, Argument]
) -> Iterator[tuple[str, list[str], dict[str, str]]]:
    """What is wrong, and the arguments with that."""
    right = [place.text for place in places]
    named = {name: argument.text for name, argument in names.items()}
    for count in range(len(right)):
        yield "missing", right[:count], named
    yield "one too many", [*right, "5", "6", "7"], named
    yield "unknown keyword", right, {**named, "foo": "1"}
    for at, place in enumerate(places):
        for how, text in _instead(place):
            yield how, [*right[:at], text, *right[at + 1 :]], named
    for name, argument in names.items():
        for how, text in _instead(argument):
            yield how, right, {**named, name: text}


def _instead(argument: Argument) -> Iterator[tuple[str, str]]:
    """What could stand wrongly in an argument's place."""
    if argument.kind == "tensor":
        yield from _instead_of_tensor(argument.shape)
        return
    for how, text in _INSTEAD[argument.kind]:
        if text != argument.text:
            yield how, text


def _instead_of_tensor(shape: tuple[int, ...]) -> Iterator[tuple[str, str]]:
    yield "string for a tensor", "'a'"
    yield "None for a tensor", "None"
    yield "list for a tensor", "[1., 2.]"
    yield "number for a tensor", "3"
    yield "integers", f"torch.ones({[*shape]}, dtype=torch.long)"
    yield "booleans", f"torch.ones({[*shape]}, dtype=torch.bool)"
    yield "doubles", f"torch.ones({[*shape]}, dtype=torch.double)"
    yield "a dimension more", f"torch.ones({[2, *shape]})"
    yield "a dimension less", f"torch.ones({[*shape[1:]]})"
    if shape:
        yield "another size", f"torch.ones({[*shape[:-1], shape[-1] + 3]})"
        yield "another first size", f"torch.ones({[shape[0] + 3, *shape[1:]]})"
        yield "nothing in it", f"torch.ones({[*shape[:-1], 0]})"


_NUMBERS = (("negative", "-7"), ("too large", "99"), ("float", "1.5"))
_INSTEAD: dict[str, tuple[tuple[str, str], ...]] = {
    "int": (*_NUMBERS, ("string for a number", "'a'"), ("None for a number", "None"),
            ("tensor for a number", "torch.ones(2)"), ("list for a number", "[1, 2]")),
    "float": (("negative", "-7.5"), ("string for a number", "'a'"), ("None for a number", "None"),
              ("tensor for a number", "torch.ones(2)"), ("list for a number", "[1, 2]")),
    "bool": (("string for a bool", "'a'"), ("None for a bool", "None"), ("number for a bool", "2")),
    "str": (("unknown word", "'bogus'"), ("number for a word", "3"), ("None for a word", "None")),
    "list": (("string for a list", "'a'"), ("number for a list", "1.5"), ("negatives", "(-7, -7)"),
             ("too large", "(99, 99)"), ("twice the same", "(0, 0)"), ("empty", "()"),
             ("longer", "(1, 1, 1, 1, 1)"), ("floats", "(1.5, 1.5)"), ("None for a list", "None")),
    "tensors": (("tensor for a list", "torch.ones(2, 2)"), ("empty", "[]"), ("numbers", "[1, 2]"),
                ("other shapes", "[torch.ones(2), torch.ones(3)]"), ("None for a list", "None"),
                ("other dimensions", "[torch.ones(2), torch.ones(2, 2)]"),
                ("string for a list", "'a'")),
    "dtype": (("string for a dtype", "'float32'"), ("number for a dtype", "3")),
    "NoneType": (("string for None", "'a'"),),
}  # fmt: skip


def others() -> Iterator[str]:
    """Calls of everything that has a name, with arguments that nothing takes."""
    from gradviz.language.builtins import BUILTINS  # noqa: PLC0415
    from gradviz.language.modules import MODULES  # noqa: PLC0415
    from gradviz.language.tensors import names_of_methods  # noqa: PLC0415

    names = [f"x.{name}" for name in sorted(names_of_methods())]
    names += [name for name in sorted(BUILTINS) if name.isidentifier()]
    for module in sorted({module.name for module in MODULES.values()}):
        names += [f"{module}.{name}" for name in sorted(MODULES[module]) if name[0] != "_"]
    for name in names:
        root = name.partition(".")[0]
        module = f", {name.rpartition('.')[0]}" if root in MODULES else ""
        for args in ("'a'", "2, None"):
            yield f"import torch{module}\nx = torch.ones(2, 3)\n{name}({args})\n"


# ── running them ──────────────────────────────────────────────────────────────────────────────


def judged(case: Case) -> Verdict:
    """A case under PyTorch and under gradviz."""
    return Verdict(case, _in_torch(case.text), in_gradviz(case.text))


def _in_torch(text: str) -> Ended:
    from fuzz import judge  # noqa: PLC0415  # imports torch

    seen = judge.observe(text)
    return Ended(seen.error.type, seen.error.message) if seen.error else Ended("", "")


def in_gradviz(text: str) -> Ended:
    """How gradviz ends; type "internal" where an exception that is none of its own escapes."""
    from parity import observe  # noqa: PLC0415

    from gradviz.errors import GradvizError  # noqa: PLC0415

    try:
        seen = observe(text)
    except GradvizError as error:
        return Ended("SourceError", error.message)
    except Exception as error:
        return Ended("internal", f"{type(error).__name__}: {error}")
    return Ended(seen.error.type, seen.error.message) if seen.error else Ended("", "")


def _prepare() -> None:
    from fuzz import judge  # noqa: PLC0415

    judge.prepare()


def verdicts(of: Iterable[Case], jobs: int) -> Iterator[Verdict]:
    """The verdicts on cases, in order."""
    with ProcessPoolExecutor(jobs, get_context("spawn"), _prepare) as pool:
        yield from pool.map(judged, of, chunksize=200)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--show", default="")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    tally: Counter[str] = Counter()
    lines: list[str] = []
    found = [case for case in cases() if options.only in case.op]
    for verdict in verdicts(found, options.jobs):
        raising = "" if verdict.expected.type or verdict.kind != "same" else " (no error)"
        tally[verdict.kind + raising] += 1
        if verdict.kind != "same":
            lines.append(f"{verdict.kind} | {verdict.case.name}")
        if verdict.kind != "same" and options.show in verdict.kind:
            call = verdict.case.text.splitlines()[-1]
            print(f"[{verdict.kind}] {verdict.case.name}: {call}")
            print(f"    {verdict.expected.type}: {verdict.expected.message!r}")
            print(f"    {verdict.got.type}: {verdict.got.message!r}")
    print(dict(tally), file=sys.stderr)
    if options.record:
        DISAGREE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
