"""Writing: a file is wholly old or wholly new, and nothing else is touched."""

import errno
import os
import stat
import sys
import threading

import pytest
from traces import TRACES

from gradviz.trace import encode

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")

ABFG = encode(TRACES["abfg"]())


@pytest.fixture(autouse=True)
def trace(gradviz):
    gradviz.write("abfg.json", ABFG)


def names(gradviz):
    return {path.name for path in gradviz.folder.iterdir()}


def test_a_file_is_written_and_named_on_stderr(gradviz):
    outcome = gradviz("json", "abfg.json", "-o", "out.json")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "wrote out.json (3 kB)\n")
    assert (gradviz.folder / "out.json").read_bytes() == ABFG + b"\n"
    assert names(gradviz) == {"abfg.json", "out.json", ".stdin"}


def test_quiet_says_nothing(gradviz):
    outcome = gradviz("json", "abfg.json", "-o", "out.json", "-q")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")


def test_a_dash_is_stdout(gradviz):
    assert gradviz("json", "abfg.json", "-o", "-") == gradviz("json", "abfg.json")
    assert gradviz("json", "abfg.json").out.encode() == ABFG + b"\n"


def test_a_pipe_gets_svg_without_being_asked(gradviz):
    outcome = gradviz("draw", "-", stdin=ABFG)
    assert outcome.code == 0
    assert "<svg" in outcome.out


@pytest.mark.parametrize(
    ("args", "begins"),
    [
        (["-o", "x.dot"], b"digraph"),
        (["-o", "x.gv"], b"digraph"),
        (["-o", "x.DOT"], b"digraph"),
        (["-o", "x.txt"], b"abFG.py"),
        (["-o", "x.json"], b"{"),
        (["-o", "x.png"], b"\x89PNG"),
        (["-o", "x.pdf"], b"%PDF"),
        (["-o", "x.anything", "-f", "dot"], b"digraph"),
        (["-o", "x.svg", "-f", "json"], b"{"),
    ],
)
def test_the_suffix_says_the_format_unless_f_does(args, begins, gradviz):
    assert gradviz("draw", "abfg.json", *args).code == 0
    assert (gradviz.folder / args[1]).read_bytes().startswith(begins)


def test_the_look_is_passed_on(gradviz):
    light = gradviz("draw", "abfg.json", "-f", "dot")
    assert gradviz("draw", "abfg.json", "-f", "dot", "--theme", "light") == light
    assert gradviz("draw", "abfg.json", "-f", "dot", "--theme", "dark").out != light.out
    assert gradviz("draw", "abfg.json", "-f", "dot", "--direction", "LR").out != light.out
    assert gradviz("draw", "abfg.json", "-f", "table", "--ascii", "--width", "40").out.isascii()


def test_the_theme_may_come_from_the_environment(gradviz, monkeypatch):
    dark = gradviz("draw", "abfg.json", "-f", "dot", "--theme", "dark")
    monkeypatch.setenv("GRADVIZ_THEME", "dark")
    assert gradviz("draw", "abfg.json", "-f", "dot") == dark


@posix
@pytest.mark.parametrize("mode", [0o600, 0o755])
def test_the_mode_of_a_file_is_kept(mode, gradviz):
    old = gradviz.write("out.json", "old")
    old.chmod(mode)
    assert gradviz("json", "abfg.json", "-o", "out.json").code == 0
    assert stat.S_IMODE(old.stat().st_mode) == mode
    assert old.read_bytes() == ABFG + b"\n"


@posix
def test_a_new_file_has_the_mode_of_the_umask(gradviz):
    before = os.umask(0o027)
    try:
        gradviz("json", "abfg.json", "-o", "out.json")
    finally:
        os.umask(before)
    assert stat.S_IMODE((gradviz.folder / "out.json").stat().st_mode) == 0o640


@posix
def test_a_link_stays_and_its_file_is_replaced(gradviz):
    (gradviz.folder / "sub").mkdir()
    target = gradviz.write("sub/target.json", "old")
    link = gradviz.folder / "link.json"
    link.symlink_to("sub/target.json")
    assert gradviz("json", "abfg.json", "-o", "link.json").code == 0
    assert link.is_symlink()
    assert target.read_bytes() == ABFG + b"\n"


@posix
def test_a_link_that_leads_nowhere_makes_its_file(gradviz):
    (gradviz.folder / "link.json").symlink_to("target.json")
    assert gradviz("json", "abfg.json", "-o", "link.json").code == 0
    assert (gradviz.folder / "target.json").read_bytes() == ABFG + b"\n"


@posix
def test_links_in_a_circle_are_an_error(gradviz):
    (gradviz.folder / "loop.json").symlink_to("loop.json")
    outcome = gradviz("json", "abfg.json", "-o", "loop.json")
    assert outcome.code == 6
    assert "symbolic links" in outcome.err


@posix
def test_the_input_is_not_overwritten_under_any_name(gradviz):
    (gradviz.folder / "link.json").symlink_to("abfg.json")
    os.link(gradviz.folder / "abfg.json", gradviz.folder / "hard.json")
    for name in ("abfg.json", "./abfg.json", "link.json", "hard.json"):
        outcome = gradviz("json", "abfg.json", "-o", name)
        assert outcome.code == 2
        assert "is the input" in outcome.err
    assert (gradviz.folder / "abfg.json").read_bytes() == ABFG


@posix
def test_a_fifo_is_written_to_and_stays(gradviz):
    fifo = gradviz.folder / "fifo"
    os.mkfifo(fifo)
    received = []
    reader = threading.Thread(target=lambda: received.append(fifo.read_bytes()))
    reader.start()
    assert gradviz("json", "abfg.json", "-o", "fifo").code == 0
    reader.join()
    assert received == [ABFG + b"\n"]
    assert stat.S_ISFIFO(fifo.stat().st_mode)


@posix
def test_devices_are_written_to(gradviz):
    assert gradviz("json", "abfg.json", "-o", os.devnull).code == 0
    assert not stat.S_ISREG(os.stat(os.devnull).st_mode)  # noqa: PTH116


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")  # noqa: PTH110
def test_a_full_device_is_an_error(gradviz):
    outcome = gradviz("json", "abfg.json", "-o", "/dev/full")
    assert (outcome.code, outcome.err) == (
        6, "error: cannot write '/dev/full': no space left on device\n",
    )  # fmt: skip


@pytest.mark.parametrize("call", ["write", "fsync", "close"])
def test_a_failed_write_leaves_the_old_file_and_no_other(call, gradviz, monkeypatch):
    old = gradviz.write("out.json", "old")
    real = getattr(os, call)

    def fail(descriptor, *args):
        if call == "close":
            real(descriptor)
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(f"gradviz.cli.outputs.os.{call}", fail)
        outcome = gradviz("json", "abfg.json", "-o", "out.json")
    assert outcome.code == 6
    assert "no space left on device" in outcome.err
    assert old.read_text() == "old"
    assert names(gradviz) == {"abfg.json", "out.json", ".stdin"}


def test_an_interrupted_write_leaves_the_old_file_and_no_other(gradviz, monkeypatch):
    old = gradviz.write("out.json", "old")

    def interrupt(descriptor):
        raise KeyboardInterrupt

    monkeypatch.setattr("gradviz.cli.outputs.os.fsync", interrupt)
    assert gradviz("json", "abfg.json", "-o", "out.json").code == 130
    assert old.read_text() == "old"
    assert names(gradviz) == {"abfg.json", "out.json", ".stdin"}


def test_short_writes_are_continued(gradviz, monkeypatch):
    real = os.write
    monkeypatch.setattr("gradviz.cli.outputs.os.write", lambda fd, data: real(fd, data[:100]))
    assert gradviz("json", "abfg.json", "-o", "out.json").code == 0
    assert (gradviz.folder / "out.json").read_bytes() == ABFG + b"\n"


@posix
def test_a_read_only_file_is_left_alone(gradviz, monkeypatch):
    old = gradviz.write("out.json", "old")
    old.chmod(0o444)
    monkeypatch.setattr("gradviz.cli.outputs.os.access", lambda path, mode: False)  # as for no root
    outcome = gradviz("json", "abfg.json", "-o", "out.json")
    assert (outcome.code, outcome.err) == (6, "error: cannot write 'out.json': it is read-only\n")
    assert old.read_text() == "old"


def test_a_failed_run_leaves_the_old_file(gradviz):
    old = gradviz.write("out.json", "old")
    gradviz.write("broken.json", ABFG[:-5])
    assert gradviz("json", "broken.json", "-o", "out.json").code == 6
    assert old.read_text() == "old"


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 bytes"), (999, "999 bytes"), (1000, "1 kB"), (999_499, "999 kB"),
                        (999_500, "1.0 MB"), (12_345_678, "12.3 MB")],
)  # fmt: skip
def test_sizes_are_for_people(count, text, gradviz, monkeypatch):
    monkeypatch.setattr("gradviz.cli.json.render", lambda trace, format: b"x" * count)
    outcome = gradviz("json", "abfg.json", "-o", "out.json")
    assert outcome.err == f"wrote out.json ({text})\n"
