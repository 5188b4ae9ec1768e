"""Record what PyTorch prints: ``python tests/record_printing.py`` rewrites the golden file."""

import dataclasses
import json
import random
from pathlib import Path

import torch
from printing_cases import DTYPES, Case, error_text, random_case

GOLDEN = Path(__file__).parent / "golden" / "printing" / "cases.json"

DEFAULTS = dataclasses.asdict(Case(dtype="", shape=(), values=[])) | {"shape": None}

LINKS = {
    "": lambda leaf: leaf.detach(),
    "leaf": lambda leaf: leaf,
    "clone": lambda leaf: leaf.clone(),
    "mul": lambda leaf: leaf * 1 if leaf.is_floating_point() else leaf.view_as(leaf),
    "view": lambda leaf: leaf.view(leaf.shape),
    "select": lambda leaf: leaf.unsqueeze(0)[0],
    "activation": lambda leaf: (
        torch.nn.functional.leaky_relu(leaf, 1.0)
        if leaf.is_floating_point()
        else leaf.conj().resolve_conj().conj()
    ),
}


def torch_tensor(case: Case) -> torch.Tensor:
    plain = torch.from_numpy(case.array()).to(getattr(torch, case.dtype))
    if case.parameter:
        return torch.nn.Parameter(plain, requires_grad=bool(case.link))
    return LINKS[case.link](plain.requires_grad_(bool(case.link)))


def torch_text(case: Case) -> tuple[Case, str]:
    """The case with its ``grad_fn`` filled in, and what torch prints or raises for it."""
    tensor = torch_tensor(case)
    node = tensor.grad_fn
    case = dataclasses.replace(case, grad_fn=type(node).__name__ if node is not None else None)
    torch.set_default_dtype(getattr(torch, case.default_dtype))
    torch.set_printoptions(profile="default")
    torch.set_printoptions(**case.options)
    try:
        return case, repr(tensor) if case.spec is None else format(tensor, case.spec)
    except (TypeError, ValueError) as error:
        return case, error_text(error)
    finally:
        torch.set_printoptions(profile="default")
        torch.set_default_dtype(torch.float32)


def chosen_cases() -> list[Case]:
    """The borders of every rule, by hand."""
    nan, inf = "nan", "inf"
    rows = [
        [3.0], [10.0, 10.0], [1.5], [1.0, 2.5], [0.0], [-0.0], [0.0, 0.5], [-0.0, 0.5], [nan],
        [inf], ["-inf"], [nan, 1.0], [nan, 1.5], [inf, 1.0], [inf, 0.25], [nan, inf, 0.0],
        [0.0, nan, 100.0], [1.0, 1000.0], [1.0, 1001.0], [0.5, 500.0], [0.5, 501.0], [1e8],
        [1e8 + 8], [1e-4], [9e-5], [1e-8, 1.0], [1e38], [1e-38], [1e-45], [1e10, nan],
        [1e-10, inf], [0.0, 1e-10], [-1e-5], [123456.0, 0.25], [0.1, 0.2, 0.3], [-1.0, 1.0],
        [-1.5, 22.25], [99999.99], [0.99996], [16777216.0], [1 / 3, 2 / 3], [1e300],
        [1e308, 1e-308], [5e-324], [2.0**31],
    ]  # fmt: skip
    cases = [Case(dtype="float32", shape=(len(row),), values=row) for row in rows]
    cases += [Case(dtype="float64", shape=(len(row),), values=row) for row in rows]
    cases += [Case(dtype="float32", shape=(), values=row[:1], link="clone") for row in rows]
    cases += [Case(dtype="float64", shape=(2, 40), values=row, link="mul") for row in rows]
    for dtype in DTYPES:
        values = [[1.0, -2.5], [0.0, 3.0]] if dtype.startswith("complex") else [1, 0, 1]
        cases += [
            Case(dtype=dtype, shape=shape, values=values) for shape in ((), (3,), (0,), (0, 2))
        ]
        cases += [Case(dtype=dtype, shape=(), values=values, spec=spec) for spec in ("", ".2f")]
    widths = range(11, 40)
    cases += [
        Case(dtype="float32", shape=(count,), values=[0.5], link="leaf", parameter=count % 2 == 0)
        for count in widths
    ]
    return cases


def write_golden() -> None:
    rng = random.Random(20260)
    cases = chosen_cases() + [random_case(rng) for _ in range(500)]
    lines = []
    for case in cases:
        recorded, text = torch_text(case)
        row = {
            item.name: getattr(recorded, item.name)
            for item in dataclasses.fields(Case)
            if getattr(recorded, item.name) != DEFAULTS[item.name]
        }
        lines.append(json.dumps({**row, "text": text}, allow_nan=False))
    GOLDEN.parent.mkdir(parents=True, exist_ok=True)
    GOLDEN.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    write_golden()
