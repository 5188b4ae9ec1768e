"""DOT -> a picture, by Graphviz in a child process with limits, on fonts that are known.

The fonts are gradviz's own wherever they have the characters, so that a picture is the same on
every machine, also on one that has no fonts at all.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Literal

from gradviz.errors import RendererError
from gradviz.renderers import worker
from gradviz.renderers.text import visible

Output = Literal["json", "png", "pdf"]
"""What Graphviz is asked for: places and drawing operations, or a picture."""

_HERE = Path(__file__).parent
_FONTS = _HERE / "fonts"
_NOT_COVERED = re.compile(
    "[^\n -~\xa0-\u0148\u014a-\u017f\u0391-\u03a1\u03a3-\u03c9\u0400-\u045f\u2010-\u2027\u2060"
    "\u2070\u2071\u2074-\u208e\u2190-\u22ff\u25a0-\u25ff\u26a0\u2702\u2713\u2717]"
)
"""A character that the fonts in `fonts/` do not have."""

_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
_NOWHERE = "/dev/null"
_MOST_WORDS = 200  # characters of Graphviz's own message


def lay_out(dot: str, output: Output) -> bytes:
    """What Graphviz makes of the DOT.

    Raises RendererError where there is no Graphviz, or it fails, takes more than 30 s, more memory
    than it may or makes more than 64 MB.
    """
    command = [sys.executable, "-I", "-S", str(_HERE / "worker.py"), output, *_folders()]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(dot),
        start_new_session=True,
    ) as child:
        try:
            picture, words = child.communicate(dot.encode(), timeout=worker.SECONDS)
        except subprocess.TimeoutExpired:
            raise _too_much(f"takes more than {worker.SECONDS} s") from None
        finally:
            _kill(child)
    if child.returncode == 0:
        return picture
    raise _failure(child.returncode, words)


def _folders() -> list[str]:
    """Where the packages lie that the child needs: it does not look for them itself."""
    specs = (PathFinder.find_spec(name) for name in ("pygraphviz", "graphviz"))
    origins = (spec.origin for spec in specs if spec and spec.origin)
    return list(dict.fromkeys(str(Path(origin).parent.parent) for origin in origins))


def _environment(dot: str) -> dict[str, str]:
    """An environment without a home, with our fonts, and with a fixed date for PDF."""
    config = _FONTS / ("system.conf" if _NOT_COVERED.search(dot) else "fonts.conf")
    return {
        **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        "FONTCONFIG_FILE": str(config),
        "XDG_DATA_HOME": str(_HERE),
        "XDG_CACHE_HOME": _NOWHERE,
        "XDG_CONFIG_HOME": _NOWHERE,
        "HOME": _NOWHERE,
        "SOURCE_DATE_EPOCH": "0",
        "TZ": "UTC",
    }


def _kill(child: subprocess.Popen[bytes]) -> None:
    """Ends the child, and the `dot` that it may have started: after Ctrl-C, too."""
    if child.poll() is not None:
        return
    if sys.platform == "win32":
        child.kill()
    else:
        os.killpg(child.pid, signal.SIGKILL)


def _failure(code: int, words: bytes) -> RendererError:
    if code == worker.MISSING:
        return RendererError(
            "there is no Graphviz to draw with",
            help="pip install pygraphviz, or install Graphviz's 'dot'; "
            "the table, DOT (-f dot) and JSON need neither",
        )
    if code == worker.TOO_LARGE:
        return _too_much(f"is larger than {worker.LARGEST // 1024**2} MB")
    last = words.decode(errors="replace").strip().rpartition("\n")[2]
    if "MemoryError" in last or code < 0:
        return _too_much("takes more memory or time than it may")
    return RendererError(
        "Graphviz failed", note=visible(last)[:_MOST_WORDS], help="-f dot writes what it was given"
    )


def _too_much(what: str) -> RendererError:
    return RendererError(
        f"the picture {what}", help="draw less of the program; -f dot and JSON have no such limit"
    )
