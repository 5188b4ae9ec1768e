"""Notebooks: a program that stands in the code cells of a JSON file."""

from __future__ import annotations

import re

import msgspec

from gradviz.errors import SourceError
from gradviz.trace import Source

SUFFIX = ".ipynb"
_MARK = b'"nbformat"'
_OTHER_LANGUAGE = re.compile(r"\s*%%(?!(?:time|timeit|capture|prun|matplotlib)\b)")
"""The beginning of a cell that holds no Python: `%%bash`, `%%html`."""


class _Cell(msgspec.Struct):
    cell_type: str = ""
    source: str | list[str] = ""
    input: str | list[str] = ""
    """What the source was called before the fourth version of the format."""

    def text(self) -> str:
        given = self.source or self.input
        text = given if isinstance(given, str) else "".join(given)
        return re.sub("\r\n?", "\n", text).removesuffix("\n")


class _Sheet(msgspec.Struct):
    cells: list[_Cell] = []


class _Notebook(msgspec.Struct):
    cells: list[_Cell] = []
    worksheets: list[_Sheet] = []


def is_notebook(path: str, data: bytes) -> bool:
    """Whether a file is a notebook: by its name, or by what a notebook alone says."""
    return path.endswith(SUFFIX) or (data.startswith(b"{") and _MARK in data)


def from_notebook(path: str, data: bytes) -> Source:
    """The code cells of a notebook as one program; SourceError where it is none."""
    try:
        notebook = msgspec.json.decode(data, type=_Notebook)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise SourceError(
            f"'{path}' is not a notebook: {error}",
            help="save it again as .ipynb, or export it as .py",
            code="GV001",
        ) from None
    sheets = [notebook.cells, *(sheet.cells for sheet in notebook.worksheets)]
    texts = [_python(c.text()) for cells in sheets for c in cells if c.cell_type == "code"]
    begins, line = [], 1
    for text in texts:
        begins.append(line)
        line += text.count("\n") + 1
    return Source(path, "\n".join(texts), begins)


def _python(text: str) -> str:
    """A cell as it is, or as comments where its magic says that it is of another language."""
    if not _OTHER_LANGUAGE.match(text):
        return text
    first, *rest = text.split("\n")
    return "\n".join([first, *(f"# {line}" for line in rest)])
