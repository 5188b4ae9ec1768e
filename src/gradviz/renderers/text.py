"""Text of strangers, made fit to be shown: nothing of it is invisible, nothing commands a terminal.

Every renderer puts names, source text, messages and paths through `visible` before anything else.
"""

from __future__ import annotations

_BLANK = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
) | frozenset(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))
"""What Unicode calls default-ignorable though Python calls it printable: joiners and fillers that
leave no mark, and selectors of a variant."""


def visible(text: str) -> str:
    """The text with an escape, `\\x1b`, for each character that could not be seen or would act.

    Those are control characters (ESC, NUL, DEL, C1, line ends and tabs too), bidi controls,
    separators but for the space, zero-width characters, surrogates, and what Unicode does not
    assign. All other text stays as it is, so that applying this twice changes nothing more.
    """
    if text.isprintable() and (text.isascii() or _BLANK.isdisjoint(text)):
        return text
    return "".join(
        c if c.isprintable() and c not in _BLANK else c.encode("unicode_escape").decode("ascii")
        for c in text
    )
