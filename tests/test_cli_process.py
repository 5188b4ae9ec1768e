"""The command as a process: closed and broken streams, signals, terminals, start-up."""

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from traces import TRACES

from gradviz.trace import encode

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX processes")

COMMAND = [sys.executable, "-c", "from gradviz.cli.main import main; main()"]


@pytest.fixture
def abfg(tmp_path, monkeypatch):
    """The path of a trace; processes run in its folder, with a settled environment."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    path = tmp_path / "abfg.json"
    path.write_bytes(encode(TRACES["abfg"]()))
    return path


def run(*args, **options):
    """Runs the command to its end; its output is text."""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL}
    return subprocess.run([*COMMAND, *args], **streams | options, encoding="utf-8", check=False)


def shell(line):
    """Runs a line of the shell, in which `gradviz` is the command."""
    words = f'gradviz() {{ {shlex.join(COMMAND)} "$@"; }}; '
    return subprocess.run(["sh", "-c", words + line], capture_output=True, text=True, check=False)


def on_terminal(*args, columns=80, **options):
    """Runs the command with stdout and stderr on a terminal; exit code and output."""
    import fcntl  # noqa: PLC0415
    import pty  # noqa: PLC0415
    import struct  # noqa: PLC0415
    import termios  # noqa: PLC0415

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    streams = {"stdin": theirs, "stdout": theirs, "stderr": theirs} | options
    with subprocess.Popen([*COMMAND, *args], **streams) as process:
        os.close(theirs)
        output = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:
                break
            if not piece:
                break
            output += piece
    os.close(ours)
    return process.returncode, output.decode().replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("line", "code", "err"),
    [
        ("gradviz abfg.json >&-", 6, "error: cannot write to stdout: it is closed\n"),
        ("gradviz json abfg.json >&-", 6, "error: cannot write to stdout: it is closed\n"),
        ("gradviz abfg.json 2>&-", 0, ""),
        ("gradviz nosuch.py 2>&-", 6, ""),
        ("gradviz - <&-", 6, "error: cannot read stdin: it is closed\n"),
        ("gradviz abfg.json <&-", 0, ""),
        ("gradviz json abfg.json -o x.json <&- >&- 2>&-", 0, ""),
        ("gradviz json abfg.json | head -c 1", 0, ""),
        ("gradviz --help | true", 0, ""),
        ("gradviz json abfg.json -o /dev/stdout | head -c 1", 0, ""),
    ],
)
def test_streams_that_are_closed(line, code, err, abfg):
    if "/dev/stdout" in line and not Path("/dev/stdout").exists():
        pytest.skip("no /dev/stdout")
    ended = shell(line)
    assert ended.returncode == code
    assert ended.stderr.replace("wrote /dev/stdout (3 kB)\n", "") == err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("args", [["abfg.json"], ["json", "abfg.json"], ["schema"], ["--help"]])
def test_a_full_disk_under_stdout(args, abfg):
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        ended = run(*args, stdout=full)
    assert ended.returncode == 6
    assert ended.stderr.endswith("no space left on device\n")
    assert ended.stderr.count("\n") == 1


def test_a_reader_that_leaves_ends_the_command_quietly(abfg):
    with subprocess.Popen(
        [*COMMAND, "json", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        process.stdout.close()
        process.stdin.write(abfg.read_bytes())
        process.stdin.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_ctrl_c_while_it_reads(abfg, tmp_path):
    os.mkfifo(tmp_path / "fifo")
    *python, code = COMMAND
    # what a shell runs in the background ignores the signal, and so does what that starts
    listens = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    with (
        subprocess.Popen(
            [*python, listens + code, "fifo"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process,
        (tmp_path / "fifo").open("wb"),
    ):  # waits until the command has opened it
        time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=10) == (b"", b"")
    assert process.returncode == 130


def test_nothing_heavy_is_imported_before_it_is_needed(abfg):
    code = "import sys; from gradviz.cli.app import app; app.run(sys.argv[1:]); print(*sys.modules)"

    def modules(*args):
        ended = subprocess.run(
            [sys.executable, "-c", code, *args], capture_output=True, text=True, check=True
        )
        return set(ended.stdout.splitlines()[-1].split())

    never = {"rich", "graphviz", "pygraphviz", "unicodedata", "difflib", "importlib.metadata"}
    assert not modules("--help") & {*never, "numpy", "msgspec", "dataclasses", "gradviz.trace"}
    assert not modules("abfg.json") & never


def test_python_m_is_the_same_command(abfg):
    ended = subprocess.run(
        [sys.executable, "-m", "gradviz", "abfg.json"], capture_output=True, text=True, check=False
    )
    assert ended.stdout == run("abfg.json").stdout
    assert ended.returncode == 0


def test_the_output_is_the_same_in_any_locale(abfg):
    plain = run("json", "abfg.json").stdout
    env = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert run("json", "abfg.json", env=env).stdout == plain
    ended = run("abfg.json", env=env)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.isascii()
    assert "abFG.py" in ended.stdout


def test_without_arguments_on_a_terminal_it_says_how_to_go_on(abfg):
    code, output = on_terminal()
    assert code == 2
    assert output.startswith("Usage: gradviz [COMMAND] FILE...\n")
    assert len(output.splitlines()) == 8


def test_on_a_terminal_it_never_waits_for_a_program_without_saying_so(abfg):
    code, output = on_terminal("draw")
    assert code == 2
    assert "no FILE is named" in output


def test_colour_and_width_are_the_terminal_s(abfg):
    code, output = on_terminal("abfg.json", columns=40)
    assert code == 0
    assert "\x1b[" in output
    piped = run("abfg.json", "--width", "40").stdout
    assert uncolored(output) == piped


def uncolored(text):
    text = re.sub(r"\x1b\[[\d;]*m", "", text)
    return "".join(line.rstrip() + "\n" for line in text.splitlines())


def test_on_a_terminal_a_picture_goes_into_a_file_beside_the_program(abfg, tmp_path):
    beside = abfg.with_suffix(".dot")
    code, output = on_terminal("draw", str(abfg), "-f", "dot")
    assert (code, output.partition(" (")[0]) == (0, f"wrote {beside}")
    with abfg.open("rb") as program:
        code, output = on_terminal("draw", "-", "-f", "dot", stdin=program)
    assert (code, output.partition(" (")[0]) == (0, "wrote graph.dot")
    assert (tmp_path / "graph.dot").read_text() == beside.read_text()


def test_bytes_never_reach_a_terminal(abfg):
    code, output = on_terminal("draw", "abfg.json", "-f", "png", "-o", "-")
    assert code == 2
    assert uncolored(output) == "error: PNG is not for a terminal\n  help: -o graph.png\n"


AUDITED = """
import sys

from gradviz.cli.app import app

app.run(sys.argv[1:])  # imports everything
seen = []


def audit(event, arguments):
    writes = event == "open" and isinstance(arguments[1], str) and arguments[1] not in ("r", "rb")
    if writes or event == "exec" or event.startswith(("socket.", "ctypes.", "subprocess.", "os.")):
        seen.append((event, arguments[:2]))


sys.addaudithook(audit)
app.run(sys.argv[1:])
print("AUDIT", seen)
"""

PROGRAM = """
import torch
x = torch.tensor([1., 2.], requires_grad=True)
def f(x):
    return [x * i for i in range(3)]
y = sum(f(x)).sum()
y.backward()
print(f"{x.grad} {'%s' % y.item()} {{}}".format(1))
x.exq
"""


@pytest.mark.parametrize("command", ["show", "json"])
@pytest.mark.parametrize("program", [PROGRAM, PROGRAM.replace("x.exq", "y.backward()")])
def test_nothing_of_a_program_is_executed(command, program, abfg, tmp_path):
    (tmp_path / "program.py").write_text(program)
    ended = subprocess.run(
        [sys.executable, "-c", AUDITED, command, "program.py"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ended.stdout.splitlines()[-1] == "AUDIT []"
