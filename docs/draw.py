"""Draws the pictures of the pages: `python docs/draw.py`, or `--check` to compare them.

An SVG is compared without its coordinates, which are those of the Graphviz that is installed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import gradviz

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"

PICTURES = {
    "scalars": ("samples/article/1_scalars.py", "LR"),
    "gradient": ("samples/article/3_gradient.py", "LR"),
    "chain": ("samples/article/5_chain.py", "LR"),
    "leaves": ("samples/article/7_leaves.py", "LR"),
    "retain_grad": ("samples/article/8_retain_grad.py", "LR"),
    "mlp": ("samples/mlp.py", "TB"),
    "detach": ("samples/detach_and_no_grad.py", "TB"),
}
"""The name of each picture, its program and its direction."""

THEMES = ("light", "dark")


def pictures() -> Iterator[tuple[Path, str]]:
    """Each file and what it should hold."""
    for name, (program, direction) in PICTURES.items():
        with chdir(ROOT):
            trace = gradviz.run(program)
        for theme in THEMES:
            drawn = gradviz.render(trace, "svg", theme=theme, direction=direction)
            assert isinstance(drawn, str)
            yield IMAGES / f"{name}-{theme}.svg", drawn


def outline(svg: str) -> str:
    """An SVG without its coordinates."""
    coordinates = re.compile(r' (d|x|y|points|width|height|viewBox|transform)="[^"]*"')
    return coordinates.sub(r' \1=""', svg)


def stale() -> list[str]:
    """The names of the pictures that are not as gradviz draws them now."""
    expected = dict(pictures())
    wrong = [
        path.name
        for path, svg in expected.items()
        if not path.exists() or outline(path.read_text(encoding="utf-8")) != outline(svg)
    ]
    return wrong + [path.name for path in IMAGES.iterdir() if path not in expected]


def main(args: list[str]) -> int:
    """Draws, or compares; the exit code."""
    if args == ["--check"]:
        wrong = stale()
        if wrong:
            print(f"draw them anew with 'just docs': {', '.join(wrong)}", file=sys.stderr)
        return 1 if wrong else 0
    IMAGES.mkdir(exist_ok=True)
    for path, svg in pictures():
        path.write_text(svg, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
