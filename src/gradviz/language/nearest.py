"""The known name that a mistyped one was probably meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, or None where none is like it.

    Of names that are about equally like it, the one that begins alike: "exq" is "exp", not "eq".
    "Sgd" is "SGD".
    """
    from difflib import SequenceMatcher, get_close_matches  # noqa: PLC0415  # seldom needed

    names = sorted(known)
    for match in names:
        if match.lower() == name.lower():
            return match
    matches = get_close_matches(name, names, n=8, cutoff=0.6)

    def likeness(match: str) -> float:
        ratio = SequenceMatcher(None, match, name).ratio()
        pairs = zip(match, name, strict=False)
        alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        return ratio + 0.5 * alike / len(name)

    return max(matches, key=likeness, default=None)
