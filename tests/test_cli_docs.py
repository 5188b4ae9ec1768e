"""The documentation holds the help that the commands print."""

from pathlib import Path

import pytest

from gradviz.cli.app import COMMANDS

PAGE = (Path(__file__).parent.parent / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_in_the_documentation(command, gradviz):
    args = [*filter(None, [command]), "--help"]
    pasted = f"```text\n$ gradviz {' '.join(args)}\n{gradviz(*args).out}```\n"
    assert pasted in PAGE, "run: cog -r docs/commands.md"
