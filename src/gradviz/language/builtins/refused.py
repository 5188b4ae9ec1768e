"""Python's builtins that gradviz will not have, each with the reason."""

from __future__ import annotations

_FILES = "gradviz reads the program alone: it opens no other file and asks nobody anything"
_CODE = "gradviz never executes text as Python, and a program's text is all it reads"
_INSIDES = "a program's variables are not Python objects here: there is no dictionary of them"
_KINDS = "gradviz has no bytes and no complex numbers"

_END = "a program ends with its last line: take the line out, or import sys and call sys.exit()"

REFUSED: dict[str, str] = {
    **dict.fromkeys(("open", "input", "breakpoint", "help"), _FILES),
    **dict.fromkeys(("exit", "quit"), _END),
    **dict.fromkeys(("exec", "eval", "compile", "__import__"), _CODE),
    **dict.fromkeys(
        ("globals", "locals", "dir", "__builtins__", "__loader__", "__spec__"),
        _INSIDES,
    ),
    **dict.fromkeys(("bytes", "bytearray", "memoryview", "complex"), _KINDS),
}
"""The reason by the name."""
