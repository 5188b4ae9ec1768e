"""A program's text, parsed: the tree, its lines, and spans for places in it.

Python's own parser reads the text; nothing is compiled or executed. Everything that `ast.parse`
can raise is turned into a `SourceError` with a span.
"""

from __future__ import annotations

import ast
import re
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from functools import cached_property, partial

from gradviz.engine.tensor import Site
from gradviz.errors import SourceError
from gradviz.limits import Limits, exceeded
from gradviz.trace import Source, Span

_PARSER_STACK = 64 * 2**20
"""Bytes of stack for the parser: it recurses, and a small stack would end the process."""


_MAGIC_SIGNS = ("%", "!")
_TIME = "%time "
"""What stands before a statement that is run all the same, in as many characters as "pass; "."""
_MOST_MAGICS = 100
"""Lines of a program that are taken for magics: each is found by parsing once more."""

_CHUNK, _PIECES = 500, 20
"""Lines that are parsed at a time, so that no more of the tree is there than is being compiled.

Of a long text it is a part: the parser goes over the lines before each piece, so that those in it
have their numbers.
"""


class Program:
    """A program's text; `site` tuples are `ast`'s places, whose columns count UTF-8 bytes."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._plain = source.text.isascii()
        self._texts: dict[Site, str] = {}
        self.magics: list[str] = []
        """The notebook magics that were taken out: "%matplotlib", "!pip"."""

    @cached_property
    def lines(self) -> list[str]:
        """The lines as `ast` counts them, without their ends."""
        return re.split("\r\n|\r|\n", self.source.text)

    def statements(self) -> Iterator[ast.stmt]:
        """The statements, parsed as they are taken; SourceError where there is a syntax error.

        A long text is cut at lines that begin a statement. A piece that does not parse goes on to
        the next such line; where none does, the error is that of the text as a whole.
        """
        lines = self._without_magics()
        size = max(_CHUNK, len(lines) // _PIECES)
        begin = 0
        while begin < len(lines):
            end = begin
            tree = None
            while tree is None and end < len(lines):
                end = _next_cut(lines, end + size)
                tree = _parsed_piece(lines, begin, end)
            yield from (tree or _parsed(self.source, lines, begin)).body
            begin = end

    def _without_magics(self) -> list[str]:
        """The lines, with `pass` for each line of a notebook that is no Python: `%time`, `!pip`.

        Such a line can be Python where it goes on with the one before: it is one only where the
        text does not parse because of it.
        """
        lines = self.lines
        if not any(line.lstrip()[:1] in _MAGIC_SIGNS for line in lines if line):
            return lines
        lines = list(lines)
        for _ in range(_MOST_MAGICS):
            try:
                _in_thread(lambda: _tree("\n".join(lines)))
            except SyntaxError as error:
                at = (error.lineno or 1) - 1
                text = lines[at].lstrip() if at < len(lines) else ""
                if text[:1] not in _MAGIC_SIGNS:
                    break
                misplaced = isinstance(error, IndentationError)
                indent = "" if misplaced else lines[at][: len(lines[at]) - len(text)]
                timed = text.startswith(_TIME)
                lines[at] = indent + ("pass; " + text[len(_TIME) :] if timed else "pass")
                name = text.split()[0][:20]
                if name not in self.magics:
                    self.magics.append(name)
            except (RecursionError, MemoryError, ValueError):
                break
            else:
                break
        return lines

    def span(self, site: Site) -> Span:
        """A place in characters instead of bytes."""
        line, start, end_line, end = site
        if self._plain:
            return Span(line, start + 1, end_line, end + 1)
        return Span(line, self._column(line, start), end_line, self._column(end_line, end))

    def _column(self, line: int, offset: int) -> int:
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        if text.isascii():
            return offset + 1
        return len(text.encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "ignore")) + 1

    def place_of_name(self, name: str, site: Site) -> Site:
        """Where a variable is first read within a place; the place itself where it is not."""
        found = [
            place
            for statement in self.statements()
            for node in ast.walk(statement)
            if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
            if site[:2] <= (place := site_of(node))[:2] and place[2:] <= site[2:]
        ]
        return min(found, default=site)

    def text(self, site: Site) -> str:
        """The source text at a place."""
        if self._plain and site[0] == site[2]:
            return self.lines[site[0] - 1][site[1] : site[3]]
        found = self._texts.get(site)
        if found is None:
            found = self._texts[site] = self._cut(site)
        return found

    def _cut(self, site: Site) -> str:
        span = self.span(site)
        lines = self.lines[span.line - 1 : span.end_line]
        if len(lines) == 1:
            return lines[0][span.column - 1 : span.end_column - 1]
        return "\n".join(
            [lines[0][span.column - 1 :], *lines[1:-1], lines[-1][: span.end_column - 1]]
        )


Placed = ast.stmt | ast.expr | ast.excepthandler | ast.arg | ast.keyword | ast.alias | ast.pattern


def site_of(node: Placed) -> Site:
    """The place of a statement or expression."""
    return (  # a parsed node has all four
        node.lineno,
        node.col_offset,
        node.end_lineno or node.lineno,
        node.end_col_offset or 0,
    )


def parse(source: Source, limits: Limits) -> Program:
    """A program from its text; SourceError for what no parser reads, LimitError for too much."""
    text = source.text
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > limits.source:
        raise exceeded("source", size, limits.source)
    if "\0" in text:
        raise _unreadable(text, text.index("\0"), "a NUL character")
    surrogate = re.search("[\ud800-\udfff]", text)
    if surrogate:
        raise _unreadable(text, surrogate.start(), "half of a surrogate pair")
    return Program(source)


def _next_cut(lines: list[str], start: int) -> int:
    """The first line from `start` on that can only begin a statement, or the end."""
    while start < len(lines) and not _BEGINS.match(lines[start]):
        start += 1
    return min(start, len(lines))


_BEGINS = re.compile(r"(?!(?:else|elif|except|finally|case)\b)[^\W\d]")
"""A letter in the first column, but for the words that go on with a statement."""


def _parsed_piece(lines: list[str], begin: int, end: int) -> ast.Module | None:
    """The lines from `begin` to `end`, at their places; None where they do not parse alone."""
    text = "\n" * begin + "\n".join(lines[begin:end])
    try:
        return _in_thread(lambda: _tree(text))
    except (SyntaxError, RecursionError, MemoryError, ValueError):
        return None


def _parsed(source: Source, lines: list[str], begin: int) -> ast.Module:
    """The whole text; SourceError where it does not parse, which is not before line `begin`."""
    text = "\n".join(lines)
    try:
        return _in_thread(lambda: _tree(text))
    except SyntaxError as error:
        raise _syntax_error(source, error) from None
    except (RecursionError, MemoryError):
        raise SourceError(
            NESTED, span=_deep(lines, begin), label=NESTED_LABEL, help=NESTED_HELP, code="GV001"
        ) from None
    except ValueError as error:
        raise SourceError(f"the program cannot be parsed: {error}", code="GV001") from None


NESTED = "the statement is nested too deeply"
NESTED_LABEL = "too many operators, dots or brackets, each within the one before"
NESTED_HELP = "give parts of it names of their own, or write it as a loop"


def _deep(lines: list[str], begin: int) -> Span:
    """Where the first statement stands that is nested too deeply for the parser."""
    start = begin
    while start < len(lines):
        end = _next_cut(lines, start + 1)
        try:
            _in_thread(partial(_tree, "\n".join(lines[start:end])))
        except (RecursionError, MemoryError):
            break
        except SyntaxError:
            pass
        start = end
    start = min(start, len(lines) - 1)
    return Span(start + 1, 1, start + 1, len(lines[start]) + 1)


def _tree(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def _in_thread(work: Callable[[], ast.Module]) -> ast.Module:
    """Runs the parser where the stack is large enough, whatever `ulimit -s` says."""
    if _stack_is_large():
        return work()
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  # seldom needed

    before = threading.stack_size(_PARSER_STACK)
    try:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(work).result()
    finally:
        threading.stack_size(before)


def _stack_is_large() -> bool:
    if sys.platform == "win32":
        return False
    import resource  # noqa: PLC0415

    soft, _ = resource.getrlimit(resource.RLIMIT_STACK)
    large: bool = soft == resource.RLIM_INFINITY or soft >= 8 * 2**20
    return large and threading.current_thread() is threading.main_thread()


def _syntax_error(source: Source, error: SyntaxError) -> SourceError:
    line = error.lineno or 1
    column = max(error.offset or 1, 1)
    end_line = error.end_lineno or line
    end_column = error.end_offset or 0
    if end_line != line or end_column <= column:
        end_line, end_column = line, column + 1
    text, help = _told(error)
    return SourceError(
        f"syntax error: {text}",
        span=Span(line, column, end_line, end_column),
        help=help,
        code="GV001",
    )


def _told(error: SyntaxError) -> tuple[str, str]:
    """What is said of a syntax error, and what to do."""
    if error.msg == "invalid syntax":
        for begins, help in _NO_PYTHON:
            if (error.text or "").lstrip().startswith(begins):
                return error.msg, help
    for begins, instead, help in _SYNTAX_HELP:
        if error.msg.startswith(begins):
            return instead or error.msg, help
    return error.msg, ""


_NO_PYTHON = (
    ((">>>", "..."), "take the prompts '>>>' and '...' out of the program"),
    (("pip ", "conda ", "python ", "cd ", "git "), "take the line out: it is one for the shell"),
    ("```", "take the lines with backquotes out: they are not part of the program"),
)
"""What to do about lines that are no Python, by how they begin."""

_SYNTAX_HELP = (
    ("too many nested parentheses", "",
     "Python reads at most 200 brackets within each other: give parts of it names of their own"),
    ("too many levels of indentation", "",
     "Python reads at most 100: move the inner blocks into a function"),
    ("Exceeds the limit", "an integer of more than 4,300 digits",
     "write it as a float (1e20) or as a power (10 ** 20)"),
    ("expected an indented block", "", "indent the lines below it, by four spaces"),
    ("unexpected indent", "", "begin the line in the column of the one before"),
    ("unindent does not match", "", "the lines of one block begin in the same column"),
    ("inconsistent use of tabs", "", "indent with spaces alone"),
    ("invalid character", "",
     "type it anew: text from a page or a document has other quotes, dashes and minus signs"),
    ("invalid non-printable character", "", "delete it, and type a space"),
    ("Missing parentheses in call to 'print'", "", "print is a function: print(x)"),
    ("'return' outside function", "", "only a 'def' returns: print the value instead"),
    ("cannot assign to", "", "what stands before '=' is a name; compare with '=='"),
    ("positional argument follows keyword", "", "arguments without a name come first"),
    ("expected ':'", "", "'if', 'for', 'while', 'def', 'class' and 'with' end with a colon"),
    ("unmatched", "", "one bracket is too many, or one is missing before"),
    ("unterminated string literal", "", "the quote that ends the text is missing"),
)  # fmt: skip
"""What to do about what Python's parser says, by how that begins; and other words for it."""


def _unreadable(text: str, position: int, what: str) -> SourceError:
    line = text.count("\n", 0, position) + 1
    column = position - (text.rfind("\n", 0, position) + 1) + 1
    return SourceError(
        f"the program holds {what}",
        span=Span(line, column, line, column + 1),
        help="delete it; the file may be binary or damaged",
        code="GV001",
    )


def names_in(tree: ast.AST) -> Iterator[str]:
    """Every name that is bound anywhere in a tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name
        elif isinstance(node, ast.pattern):
            yield from captured(node)


def captured(node: ast.pattern) -> Iterator[str]:
    """The name that a pattern itself binds, without those of its parts."""
    name = node.rest if isinstance(node, ast.MatchMapping) else getattr(node, "name", None)
    if name:
        yield name
