"""Random programs under PyTorch and under gradviz:

    python tests/random_programs.py --count 20000 --seed 1 --jobs 2

prints a summary and the smallest form of each disagreement; exit code 1 if there is any, 2 where
PyTorch is missing. How far it is goes to stderr, a line for each tenth.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from importlib.util import find_spec
from multiprocessing import get_context
from typing import NamedTuple

os.environ.setdefault("OMP_NUM_THREADS", "1")

from fuzz.generator import program
from fuzz.shrink import shrunk
from observation import Observation
from parity import differences, observe

BATCH = 100
"""Programs that one process runs at a stretch."""
SHAKES = 3
"""How often a disagreement is tried under a PyTorch that rounds otherwise."""


class Finding(NamedTuple):
    """A program on which the two disagree."""

    seed: int
    text: str
    differences: list[str]
    expected: Observation
    got: Observation | None


class Tally(NamedTuple):
    """What came of some programs."""

    ends: Counter[str]
    """How they ended: "end", or the type of an exception; "rounding" for those that hang on
    it, "died" for those with which PyTorch itself crashed."""
    findings: list[Finding]


def judged(text: str) -> tuple[Observation, Observation | None, list[str]]:
    """One program under both, and in what they differ."""
    from fuzz import judge  # noqa: PLC0415  # imports torch

    try:
        expected = judge.observe(text)
    except RuntimeError:  # a view that must not even be looked at any more
        expected = None
    try:
        got = observe(text)
    except Exception as error:
        return expected or Observation(), None, [f"gradviz: {type(error).__name__}: {error}"]
    if expected is None:
        return Observation(), got, []
    return expected, got, differences(expected, got)


def hangs_on_rounding(text: str, expected: Observation) -> bool:
    """Whether PyTorch, rounding otherwise, disagrees with itself."""
    from fuzz import judge  # noqa: PLC0415

    for turn in range(SHAKES):
        with suppress(RuntimeError):  # a view that must not even be looked at any more
            if differences(expected, judge.shaken(text, turn)):
                return True
    return False


def disagree(text: str) -> bool:
    """Whether the two disagree on a program, for another reason than rounding."""
    expected, _, found = judged(text)
    return bool(found) and not hangs_on_rounding(text, expected)


def kind_of(differences: list[str]) -> str:
    """What a disagreement is about, whatever the names and numbers in it."""
    what, _, rest = differences[0].partition(": ")
    field = what.rpartition(".")[2]
    if field in ("value", "grad") or field.startswith("printed"):
        return re.sub(r"[0-9]+", "#", field)
    if what == "error":
        rest = ", got ".join(part.rpartition("line=")[0] or part for part in rest.split(", got "))
    return f"{field}: {re.sub(r'[0-9.]+', '#', rest)}"


def run(seeds: range) -> Tally:
    """The programs with these numbers."""
    from fuzz import judge  # noqa: PLC0415

    judge.prepare()
    tally = Tally(Counter(), [])
    for seed in seeds:
        text = program(seed)
        expected, got, found = judged(text)
        end = expected.error.type if expected.error else "end"
        if found and hangs_on_rounding(text, expected):
            end = "rounding"
        elif found:
            tally.findings.append(Finding(seed, text, found, expected, got))
        tally.ends[end] += 1
    judge.collect()
    return tally


def smallest(finding: Finding) -> Finding:
    """The same disagreement in a program that cannot be made smaller."""
    wanted = kind_of(finding.differences)

    def interesting(text: str) -> bool:
        expected, _, found = judged(text)
        return bool(found) and kind_of(found) == wanted and not hangs_on_rounding(text, expected)

    text = shrunk(finding.text, interesting)
    expected, got, found = judged(text)
    return Finding(finding.seed, text, found, expected, got)


def tallies(first: int, count: int, jobs: int) -> Iterator[Tally]:
    """All programs from a number on, batch by batch."""
    batches = [
        range(start, min(start + BATCH, first + count))
        for start in range(first, first + count, BATCH)
    ]
    lost = []
    with _pool(jobs) as pool:
        for batch, future in [(batch, pool.submit(run, batch)) for batch in batches]:
            try:
                yield future.result()
            except BrokenProcessPool:
                lost.append(batch)
    while lost:
        batch = lost.pop()
        try:
            with _pool(1) as pool:
                yield pool.submit(run, batch).result()
        except BrokenProcessPool:  # PyTorch has bugs of its own, with which it dies
            middle = batch.start + len(batch) // 2
            if len(batch) > 1:
                lost += [range(batch.start, middle), range(middle, batch.stop)]
            else:
                yield Tally(Counter({"died": 1}), [])


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))


def report(finding: Finding) -> str:
    """A disagreement as it is printed."""
    lines = [f"── program {finding.seed} " + "─" * 40, finding.text.rstrip(), ""]
    lines += [f"  {difference}"[:600] for difference in finding.differences]
    return "\n".join(lines)


def _varied(findings: list[Finding]) -> list[Finding]:
    """The findings, one of each kind first, the shortest programs before the longer."""
    seen: Counter[str] = Counter()
    ranked = []
    for finding in sorted(findings, key=lambda finding: len(finding.text)):
        kind = kind_of(finding.differences)
        ranked.append((seen[kind], finding))
        seen[kind] += 1
    return [finding for _, finding in sorted(ranked, key=lambda pair: pair[0])]


def main(arguments: list[str]) -> int:
    """The command: 1 if any program told the two apart."""
    parser = argparse.ArgumentParser(description="Random programs under PyTorch and gradviz.")
    parser.add_argument("--count", type=int, default=500, help="how many programs")
    parser.add_argument("--seed", type=int, default=1, help="the number of the first")
    parser.add_argument("--jobs", type=int, default=1, help="how many processes")
    parser.add_argument("--shrink", type=int, default=20, help="how many to make smaller")
    parser.add_argument("--show", type=int, help="print the program with this number, and stop")
    options = parser.parse_args(arguments)
    if options.show is not None:
        print(program(options.show), end="")
        return 0
    if find_spec("torch") is None:
        print("PyTorch is not installed: pip install -e '.[torch]'", file=sys.stderr)
        return 2
    ends: Counter[str] = Counter()
    findings: list[Finding] = []
    first = options.seed * 1_000_000
    for tally in tallies(first, options.count, options.jobs):
        tenth = 10 * ends.total() // options.count
        ends += tally.ends
        findings += tally.findings
        if 10 * ends.total() // options.count > tenth:
            progress = f"{ends.total()} programs, {len(findings)} disagreements"
            print(progress, file=sys.stderr, flush=True)
    kinds = Counter(kind_of(finding.differences) for finding in findings)
    with _pool(options.jobs) as pool:
        for finding in pool.map(smallest, _varied(findings)[: options.shrink]):
            print(report(finding) + "\n", flush=True)
    for name, count in ends.most_common():
        print(f"{count:7} {name}")
    for name, count in kinds.most_common():
        print(f"{count:7} disagree: {name[:300]}")
    print(f"{options.count} programs, {len(findings)} disagreements")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
