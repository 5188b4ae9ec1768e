"""The child process that lays a picture out: `python -I -S worker.py FORMAT FOLDER…`.

Reads DOT from stdin, writes the picture to stdout. FOLDERs are where pygraphviz and graphviz lie.
It is a process of its own because Graphviz cannot be interrupted, may crash, and has no limits but
those that the operating system sets. It imports nothing of gradviz.

Exit codes: 0 fine, otherwise one of the names below; what went wrong stands on stderr.
"""

from __future__ import annotations

import sys

SECONDS = 30
MEMORY = 1024**3
LARGEST = 64 * 1024**2
"""Bytes of a picture."""

FAILED, MISSING, TOO_LARGE = 1, 3, 4


def main() -> int:
    """Draws stdin as the format that the command line names."""
    _set_limits()
    format, *folders = sys.argv[1:]
    sys.path += folders
    picture = draw(format)
    if picture is None:
        return MISSING
    if len(picture) > LARGEST:
        return TOO_LARGE
    sys.stdout.buffer.write(picture)
    return 0


def draw(format: str) -> bytes | None:
    """The picture of stdin, by the Graphviz in pygraphviz's wheel, else by an installed `dot`.

    None where there is neither.
    """
    try:
        from pygraphviz import AGraph  # noqa: PLC0415
    except ImportError:
        return _draw_with_program(format)
    graph = AGraph()
    graph.read(sys.stdin.buffer)  # AGraph(string=…) would write a temporary file
    picture: bytes = graph.draw(format=format, prog="dot")
    return picture


def _draw_with_program(format: str) -> bytes | None:
    try:
        from graphviz import ExecutableNotFound, pipe  # noqa: PLC0415
    except ImportError:
        return None
    try:
        picture: bytes = pipe("dot", format, sys.stdin.buffer.read(), quiet=True)
    except ExecutableNotFound:
        return None
    return picture


def _set_limits() -> None:
    """Time, memory, and no file that could be written; where the system has no limits, none."""
    try:
        import resource  # noqa: PLC0415
    except ImportError:
        return
    for limit, most in (
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(limit)[1]
        try:
            resource.setrlimit(limit, (most if hard < 0 else min(most, hard), hard))
        except (OSError, ValueError):  # macOS refuses some
            continue


if __name__ == "__main__":
    sys.exit(main())
