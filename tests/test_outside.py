"""What only shows, what reaches outside, the clock, seeds, and what is said of them."""

from __future__ import annotations

import msgspec
import pytest
from cli_runner import Runner

import gradviz
from gradviz.errors import SourceError
from gradviz.trace import decode, encode


@pytest.fixture(name="command")
def _command(request: pytest.FixtureRequest) -> Runner:
    runner = request.getfixturevalue("gradviz")
    assert isinstance(runner, Runner)
    return runner


SHOWS = """\
%matplotlib inline
!pip install torch
import logging
import matplotlib.pyplot as plt
from matplotlib import cm
from torch.utils.tensorboard import SummaryWriter
from tqdm import tqdm, trange
import torch
torch.manual_seed(0)
fig, (left, right) = plt.subplots(1, 2)
x = torch.ones(2, requires_grad=True)
left.plot(x.detach().numpy(), color=cm.Reds(0.5) + 1)
plt.rcParams["font.size"] = 3
with SummaryWriter() as writer:
    for step in tqdm(range(2), desc="steps"):
        x.sum().backward()
        logging.getLogger(__name__).info("step %d", step)
        writer.add_scalar("loss", 1.0, step)
@plt.style
def f():
    return 3
%time y = x * f()
print(x.grad, y.grad_fn is not None, sum(trange(3)), "%d"
      % 3)
"""


def test_what_only_shows_does_nothing_and_one_note_says_so() -> None:
    trace = gradviz.run(SHOWS)
    assert trace.output == "tensor([2., 2.]) True 3 3\n"
    assert trace.notes == [
        "logging, matplotlib, torch.utils.tensorboard, tqdm, %matplotlib, !pip and %time: "
        "accepted, and they do nothing"
    ]
    assert decode(encode(trace)).notes == trace.notes


def test_an_error_below_a_magic_is_on_its_line() -> None:
    trace = gradviz.run("%matplotlib inline\nimport torch\n    \nx = torch.ones(2).foo\n")
    assert trace.error is not None and trace.error.span is not None
    assert trace.error.span.line == 4


def test_a_line_that_goes_on_with_the_one_before_is_no_magic() -> None:
    trace = gradviz.run("a = (7\n% 4)\nprint(a)\n")
    assert (trace.output, trace.notes) == ("3\n", [])


def test_the_clock_stands_still() -> None:
    text = (
        "import time\nfrom datetime import datetime\nt = time.time()\ntime.sleep(5)\n"
        "print(time.time() - t, datetime.now() - datetime.now())\n"
    )
    trace = gradviz.run(text)
    assert trace.output == "0.0 0:00:00\n"
    assert trace.notes == ["the clock stands still: what the program measures takes no time"]


@pytest.mark.parametrize(
    "draw",
    ["import torch\nprint(torch.rand(1))", "import random\nprint(random.random())",
     "import numpy as np\nprint(np.random.rand())",
     "import numpy as np\nprint(np.random.default_rng().random())"],
)  # fmt: skip
def test_a_seed_that_nobody_set_is_told_and_can_be_chosen(draw: str) -> None:
    unseeded = gradviz.run(draw)
    assert unseeded.output == gradviz.run(draw).output
    chosen = gradviz.run(draw, seed=7)
    assert chosen.output != unseeded.output
    assert chosen.notes == []
    if "default_rng" not in draw:
        (note,) = unseeded.notes
        assert "--seed N" in note


def test_a_seed_that_the_program_sets_stands() -> None:
    text = "import torch\ntorch.manual_seed(3)\nprint(torch.rand(2))\n"
    assert gradviz.run(text).output == gradviz.run(text, seed=7).output
    assert gradviz.run(text).notes == []


def test_notes_are_said_on_stderr(command: Runner) -> None:
    said = command("-e", "import torch", "-e", "x = torch.rand(2)")
    assert said.err.startswith("note: the program sets no seed")
    assert command("-q", "-e", "import torch", "-e", "x = torch.rand(2)").err == ""
    assert command("--seed", "3", "-e", "import torch", "-e", "x = torch.rand(2)").err == ""


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("import os", "GV002", "reaches the system"),
        ("from torchvision import datasets", "GV002", "make small tensors"),
        ("import requests", "GV002", "network"),
        ("import torch\ntorch.save(1, 'f')", "GV003", "files"),
        ("import torch\ntorch.hub.load('a', 'b')", "GV003", "network"),
        ("from torch import hub", "GV012", "network"),
        ("import sklearn.datasets as d", "GV002", "sklearn: "),
    ],
)
def test_what_reaches_outside_is_refused_with_its_reason(text: str, code: str, words: str) -> None:
    with pytest.raises(SourceError) as raised:
        gradviz.run(text + "\n")
    assert raised.value.code == code
    assert words in raised.value.note


# ── notebooks ─────────────────────────────────────────────────────────────────────────────────


def notebook(*cells: object) -> bytes:
    listed = [
        {"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells
    ]
    words = {"cell_type": "markdown", "source": "words", "metadata": {}}
    return msgspec.json.encode({"nbformat": 4, "cells": [words, *listed], "metadata": {}})


CELLS = (
    ["%matplotlib inline\n", "import torch\n"],
    "a = torch.tensor([1., 2.], requires_grad=True)\nb = (a * 2).sum()\n\nb.backward()",
    ["%%bash\n", "ls -l (x"],
    "print(a.grad)\nc = a.exq()",
)


def test_a_notebook_is_its_code_cells(command: Runner) -> None:
    said = command(str(command.write("nb.ipynb", notebook(*CELLS))))
    assert "backward from b (cell 2, line 4), gradient 1" in said.out
    assert "stopped by AttributeError at cell 4, line 2" in said.out
    assert " 2:1 " in said.out
    assert "nb.ipynb, cell 4, line 2:7" in said.err
    assert "4:2 │ c = a.exq()" in said.err


def test_a_notebook_from_stdin(command: Runner) -> None:
    said = command("-", stdin=notebook("import torch", "x = torch.ones(2)"))
    assert "2:1" in said.out


def test_what_is_no_notebook(command: Runner) -> None:
    said = command(str(command.write("nb.ipynb", b"{1}")))
    assert said.code == 3
    assert "nb.ipynb' is not a notebook" in said.err


def test_lines_are_counted_within_their_cells() -> None:
    trace = gradviz.run("x = 1\n")
    assert trace.source.place(7) == "line 7"
    source = msgspec.structs.replace(trace.source, cells=[1, 3, 7])
    assert [source.number(line) for line in (1, 2, 3, 6, 9)] == ["1:1", "1:2", "2:1", "2:4", "3:3"]
