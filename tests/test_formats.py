"""The registry of formats."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from inspect import Parameter, signature
from typing import get_args, get_type_hints

import pytest
from pictures import needs_graphviz
from traces import TRACES, abfg

from gradviz.errors import UsageError
from gradviz.renderers import FORMATS, render
from gradviz.trace import decode

PICTURES = ("svg", "png", "pdf")


@pytest.mark.parametrize("name", FORMATS)
def test_an_entry_says_what_is_there(name: str) -> None:
    entry = FORMATS[name]
    function = getattr(import_module(f"gradviz.renderers.{entry.module}"), entry.function)
    options = [*signature(function).parameters.values()][1:]
    named = [name for option in options for name in _names(option, function)]
    assert named == list(entry.options)
    assert entry.help
    assert all(suffix.startswith(".") for suffix in entry.suffixes)


def _names(option: Parameter, function: Callable[..., object]) -> Iterator[str]:
    """A parameter's name, or those of the keywords that it stands for."""
    if option.kind is not Parameter.VAR_KEYWORD:
        yield option.name
    else:
        (keywords,) = get_args(get_type_hints(function)[option.name])
        yield from get_type_hints(keywords)


def test_a_suffix_stands_for_one_format() -> None:
    suffixes = [suffix for entry in FORMATS.values() for suffix in entry.suffixes]
    assert len(suffixes) == len(set(suffixes))


@pytest.mark.parametrize("name", ["table", "dot", "json"])
@pytest.mark.parametrize("trace", [trace for trace in TRACES if trace != "hostile"])
def test_texts(name: str, trace: str) -> None:
    text = render(TRACES[trace](), name)
    assert isinstance(text, str)
    assert text.endswith("\n")
    assert render(TRACES[trace](), name) == text


@needs_graphviz
@pytest.mark.parametrize("name", PICTURES)
def test_pictures(name: str) -> None:
    assert isinstance(render(abfg(), name, theme="dark", direction="LR"), str) is (name == "svg")
    assert FORMATS[name].binary is (name != "svg")


def test_json_can_be_read_back() -> None:
    text = render(abfg(), "json")
    assert isinstance(text, str)
    assert text.count("\n") == 1
    assert decode(text.encode()) == abfg()


def test_an_unknown_format_or_option_is_refused() -> None:
    with pytest.raises(UsageError, match="no format 'jpeg'") as caught:
        render(abfg(), "jpeg")
    assert "table, svg, png" in caught.value.help
    with pytest.raises(UsageError, match="json has no option 'theme'"):
        render(abfg(), "json", theme="dark")


def test_only_what_is_asked_for_is_imported() -> None:
    code = (
        "import sys, gradviz.renderers as r; from gradviz.trace import *;"
        "t = Trace(SCHEMA, Source('', ''), [], {}, [], [], [], '', [], None); r.render(t, 'json');"
        "print(*(m for m in sys.modules if m.startswith('gradviz.renderers.')));"
        "print(*({'rich', 'graphviz', 'pygraphviz', 'numpy', 'subprocess'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "gradviz.renderers.json\n\n"
