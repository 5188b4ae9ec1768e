"""`gradviz ops`: the table for people and as data."""

import json

import pytest

from gradviz.cli.example import example
from gradviz.engine.op import TABLE, Op, whole_table


def public():
    titles = {callee.title for callee in whole_table() if callee.torch}
    return [callee for callee in whole_table() if callee.title in titles]


def test_every_op_has_its_line_under_its_family(gradviz):
    lines = gradviz("ops").out.splitlines()
    named = [line.split()[0] for line in lines if line.startswith("  ")]
    assert named == [callee.name for callee in public()]
    families = [line for line in lines if line and not line.startswith(" ")]
    assert set(families) == {callee.family for callee in public()}
    assert max(map(len, lines)) <= 80


def test_an_op_tells_everything_about_itself(gradviz):
    outcome = gradviz("ops", "sigmoid")
    assert outcome.code == 0
    lines = [line.strip() for line in outcome.out.splitlines()]
    assert lines[0] == "sigmoid(input)   elementwise"
    assert any(line.startswith("torch ") and "torch.sigmoid" in line for line in lines)
    assert "grad_fn  SigmoidBackward0" in lines
    assert any(line.startswith("vjp      input: ") and "g" in line for line in lines)
    assert "saved    out" in lines
    assert lines[-1] == "torch.sigmoid(input).sum().backward()"


@pytest.mark.parametrize("spelling", ["torch.multiply", ".mul", "*"])
def test_an_op_is_found_by_any_spelling(spelling, gradviz):
    assert gradviz("ops", spelling) == gradviz("ops", "mul")


def test_the_variants_of_a_name_are_told_together(gradviz):
    out = gradviz("ops", "pow").out
    for name in ("PowBackward0", "PowBackward1", "PowBackward2", "one of several ops"):
        assert name in out


def test_an_unknown_op_names_the_nearest(gradviz):
    outcome = gradviz("ops", "sigmoyd")
    assert outcome.code == 2
    assert outcome.err.startswith(
        "error: no op is named 'sigmoyd'\n  help: did you mean 'sigmoid'?"
    )
    assert gradviz("ops", "zzzzzzzz").err.startswith(
        "error: no op is named 'zzzzzzzz'\n  help: 'gradviz ops' lists all "
    )


def test_the_table_is_there_as_data(gradviz):
    records = json.loads(gradviz("ops", "-f", "json").out)
    assert [record["name"] for record in records] == [callee.name for callee in public()]
    (sigmoid,) = json.loads(gradviz("ops", "sigmoid", "--format", "json").out)
    assert sigmoid["signature"] == "sigmoid(input)"
    assert sigmoid["kind"] == "op"
    assert sigmoid["grad_fn"] == "SigmoidBackward0"
    assert set(sigmoid["vjp"]) == {"input"}
    assert sigmoid["saved"] == ["out"]
    add, *others = json.loads(gradviz("ops", "add", "--format", "json").out)
    assert add["signature"] == "add(input, other, *, alpha=1)"
    assert all("add" in other["signature"] for other in others)


def test_every_rule_has_a_formula(gradviz):
    records = {record["name"]: record for record in json.loads(gradviz("ops", "-f", "json").out)}
    for callee in public():
        if isinstance(callee, Op):
            rules = dict(zip(callee.operands, callee.rules, strict=True))
            with_formula = {
                operand for operand, text in records[callee.name]["vjp"].items() if text
            }
            assert with_formula == {operand for operand, rule in rules.items() if rule}, callee


def test_it_is_written_to_a_file(gradviz):
    assert gradviz("ops", "-o", "ops.txt").err.startswith("wrote ops.txt")
    text = (gradviz.folder / "ops.txt").read_text(encoding="utf-8")
    assert text == gradviz("ops").out


@pytest.mark.parametrize("name", [callee.name for callee in public() if example(callee)])
def test_every_example_runs(name, gradviz):
    callee = TABLE[name]
    outcome = gradviz("json", "-e", f"import torch\n{example(callee)}")
    assert outcome.code == 0, outcome.err
    trace = json.loads(outcome.out)
    if isinstance(callee, Op) and callee.differentiable:
        assert any(t["is_leaf"] and t["grad"] is not None for t in trace["tensors"])
        assert callee.title in {step["op"] for run in trace["passes"] for step in run["steps"]}
    else:
        assert trace["output"]


def test_most_ops_have_an_example():
    with_example = [callee for callee in public() if example(callee)]
    assert len(with_example) > len(public()) // 2
