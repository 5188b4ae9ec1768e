"""PNG and PDF, and the child process that draws them."""

from __future__ import annotations

import os
import re
import signal
import struct
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest
from pictures import needs_graphviz
from traces import TRACES, abfg

from gradviz.errors import RendererError
from gradviz.renderers import layout, worker
from gradviz.renderers.dot import dot
from gradviz.renderers.image import pdf, png
from gradviz.renderers.layout import lay_out

POSIX = sys.platform != "win32"


def size(picture: bytes) -> tuple[int, int]:
    """Width and height of a PNG in pixels."""
    assert picture[:16] == b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


@needs_graphviz
def test_png_has_twice_the_pixels_of_a_screen() -> None:
    width, height = size(png(abfg()))
    assert 600 < width < 1_600
    assert 800 < height < 2_000


@needs_graphviz
@pytest.mark.parametrize("name", ["hostile", "loop"])
def test_png_of_a_large_graph_stays_below_its_limit(name: str) -> None:
    assert max(size(png(TRACES[name]()))) <= 9_216


@needs_graphviz
def test_pdf_is_one_page_with_texts() -> None:
    page = pdf(abfg())
    assert page.startswith(b"%PDF-1.")
    assert b"/Count 1\n" in page
    assert b"/FontFile" in page or b"/ObjStm" in page


@needs_graphviz
def test_are_the_same_each_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first = png(abfg()), pdf(abfg())
    time.sleep(1.1)  # a PDF has a date, in seconds
    monkeypatch.chdir(tmp_path)
    for name, value in {"TZ": "Asia/Tokyo", "LC_ALL": "de_DE.UTF-8", "HOME": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    assert (png(abfg()), pdf(abfg())) == first
    assert list(tmp_path.iterdir()) == []


# ── fonts ─────────────────────────────────────────────────────────────────────────────────────────


def characters(font: Path) -> set[int]:
    """The characters of a font: its `cmap` table, formats 4 and 12.

    https://learn.microsoft.com/typography/opentype/spec/cmap
    """
    data = font.read_bytes()
    (count,) = struct.unpack_from(">H", data, 4)
    tables = (struct.unpack_from(">4s4xLL", data, 12 + 16 * i) for i in range(count))
    start = next(offset for tag, offset, _ in tables if tag == b"cmap")
    (count,) = struct.unpack_from(">H", data, start + 2)
    found: set[int] = set()
    for i in range(count):
        at = start + struct.unpack_from(">4xL", data, start + 4 + 8 * i)[0]
        form, twice = struct.unpack_from(">H4xH", data, at)
        if form == 4:
            ends = struct.unpack_from(f">{twice // 2}H", data, at + 14)
            starts = struct.unpack_from(f">{twice // 2}H", data, at + 16 + twice)
            found |= {c for a, b in zip(starts, ends, strict=True) for c in range(a, b + 1)}
        elif form == 12:
            groups = struct.unpack_from(">L", data, at + 12)[0]
            pairs = (struct.unpack_from(">LL", data, at + 16 + 12 * k) for k in range(groups))
            found |= {c for a, b in pairs for c in range(a, b + 1)}
    return found - {0xFFFF}


FONTS = {path.name: characters(path) for path in sorted(layout._FONTS.glob("*.?tf"))}


def test_each_covered_character_is_in_a_shipped_font() -> None:
    covered = {c for c in range(0x20, 0x3000) if not layout._NOT_COVERED.search(chr(c))}
    assert covered - FONTS["DejaVuSans.ttf"] == set()
    letters = {c for c in covered if c < 0x2030}
    assert letters - FONTS["Inter-Regular.otf"] - {0x2060} == set()
    assert FONTS["Inter-Bold.otf"] == FONTS["Inter-Regular.otf"]


@pytest.mark.parametrize("sign", "●◐○■×·…✂⚠→⇢⇒⇠⊣⋯✗−⁠")
def test_each_sign_of_a_picture_is_covered(sign: str) -> None:
    assert not layout._NOT_COVERED.search(sign)


def test_the_fonts_are_small_and_have_their_licences() -> None:
    assert sum(path.stat().st_size for path in layout._FONTS.iterdir()) < 400_000
    assert {path.name for path in layout._FONTS.glob("LICENSE-*")} == {
        "LICENSE-DejaVu.txt", "LICENSE-Inter.txt"
    }  # fmt: skip


def test_plain_pictures_see_no_other_fonts() -> None:
    assert layout._environment(dot(abfg()))["FONTCONFIG_FILE"].endswith("/fonts.conf")
    assert layout._environment("日")["FONTCONFIG_FILE"].endswith("/system.conf")


@needs_graphviz
def test_texts_are_drawn_on_a_machine_without_fonts() -> None:
    """With no font a text is as wide as its number of boxes: "iiii" as wide as "MMMM"."""

    def width(text: str) -> float:
        answer = lay_out(f'digraph {{ a [label="{text}", fontname="Inter"] }}', "json").decode()
        return float(re.findall(r'"op": "T".*?"width": ([0-9.]+)', answer, re.DOTALL)[0])

    assert width("iiii") < 0.5 * width("MMMM")
    assert width("●") > 0


# ── the child process ─────────────────────────────────────────────────────────────────────────────


@needs_graphviz
def test_what_is_not_dot_is_refused() -> None:
    with pytest.raises(RendererError, match="Graphviz failed"):
        lay_out("digraph {", "json")


def test_without_graphviz_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "_folders", list)
    with pytest.raises(RendererError, match="there is no Graphviz") as caught:
        png(abfg())
    assert caught.value.exit_code == 7
    assert "pip install pygraphviz" in caught.value.help


@pytest.mark.skipif(not POSIX, reason="needs a shell")
@pytest.mark.skipif(find_spec("graphviz") is None, reason="needs graphviz")
def test_an_installed_dot_is_the_second_choice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    spec = find_spec("graphviz")
    assert spec and spec.origin
    (tmp_path / "graphviz").symlink_to(Path(spec.origin).parent)
    program = tmp_path / "dot"
    program.write_text('#!/bin/sh\nread line\necho "$line|$*"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(layout, "_folders", lambda: [str(tmp_path)])
    assert lay_out("digraph {}\n", "png") == b"digraph {}|-Kdot -Tpng\n"


def test_too_much_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "SECONDS", 0.001)
    with pytest.raises(RendererError, match=r"takes more than 0.001 s"):
        png(abfg())


@pytest.mark.parametrize(
    ("code", "words", "message"),
    [
        (worker.TOO_LARGE, b"", "larger than 64 MB"),
        (-9, b"", "more memory or time"),
        (1, b"Traceback\nMemoryError\n", "more memory or time"),
        (1, b"one\n\x1b[31mtwo\n", "Graphviz failed"),
    ],
)
def test_failures_in_words(code: int, words: bytes, message: str) -> None:
    error = layout._failure(code, words)
    assert message in error.message
    assert "\x1b" not in error.note


@pytest.mark.skipif(not POSIX, reason="needs signals")
@pytest.mark.parametrize("interruption", [KeyboardInterrupt, MemoryError])
def test_an_interruption_ends_the_child(
    monkeypatch: pytest.MonkeyPatch, interruption: type[BaseException]
) -> None:
    children: list[subprocess.Popen[bytes]] = []

    def interrupted(child: subprocess.Popen[bytes], *args: object, **kwargs: object) -> None:
        children.append(child)
        raise interruption

    monkeypatch.setattr(subprocess.Popen, "communicate", interrupted)
    with pytest.raises(interruption):
        png(abfg())
    assert children[0].returncode == -signal.SIGKILL


@pytest.mark.skipif(not POSIX, reason="needs resource limits")
def test_the_child_can_write_no_file(tmp_path: Path) -> None:
    target = tmp_path / "file"
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import worker; worker._set_limits();"
        f"open({str(target)!r}, 'wb', buffering=0).write(b'x')"
    )
    folder = str(Path(worker.__file__).parent)
    run = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, check=False)
    assert run.returncode != 0
    assert not target.exists() or target.stat().st_size == 0


def test_the_child_sees_little_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")
    monkeypatch.setenv("GVBINDIR", "/evil")
    environment = layout._environment("")
    assert "SECRET" not in environment
    assert "GVBINDIR" not in environment
    assert environment["HOME"] == os.devnull
