"""What all tests share: golden files, rewritten by ``pytest --update-golden``."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from cli_runner import Runner
from hypothesis import settings

GOLDEN = Path(__file__).parent / "golden"

settings.register_profile("gradviz", deadline=None)  # that a machine is busy is no failure
settings.load_profile("gradviz")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite the golden files instead of comparing"
    )
    parser.addoption(
        "--no-skips",
        action="store_true",
        help="a skipped test fails: something it needs is not here",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Golden files are written by the tests that read them; no other is run then."""
    if config.option.update_golden:
        items[:] = [item for item in items if "golden" in getattr(item, "fixturenames", ())]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and item.config.option.no_skips:
        report.outcome = "failed"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped and collector.config.option.no_skips:
        report.outcome = "failed"
    return report


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with the golden file of that name, e.g. "table/mlp.txt"."""

    def check(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        assert path.exists(), f"no golden file {name}: run pytest --update-golden"
        assert text == path.read_bytes().decode("utf-8")

    return check


@pytest.fixture
def gradviz(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Runner:
    """Runs command lines in an empty folder, 80 columns wide, whatever the environment says."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("NO_COLOR", "FORCE_COLOR", "GRADVIZ_THEME", "_GRADVIZ_COMPLETE"):
        monkeypatch.delenv(name, raising=False)
    return Runner(tmp_path, monkeypatch, capsys)
