"""What a wheel and an sdist hold, and what the package says of itself."""

from __future__ import annotations

import tarfile
import tomllib
from importlib import metadata
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling import build

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    monkeypatch.chdir(ROOT)
    with ZipFile(tmp_path / build.build_wheel(str(tmp_path))) as archive:
        return set(archive.namelist())


@pytest.fixture
def sdist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    monkeypatch.chdir(ROOT)
    with tarfile.open(tmp_path / build.build_sdist(str(tmp_path))) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def files(folder: Path, pattern: str) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob(pattern)
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_is_the_package_and_nothing_else(wheel: set[str]) -> None:
    info = f"gradviz-{PROJECT['version']}.dist-info/"
    package = {name for name in wheel if not name.startswith(info)}
    assert package == files(ROOT / "src", "*")
    assert "gradviz/py.typed" in package
    assert any(name.endswith(".ttf") for name in package)
    assert f"{info}licenses/LICENSE" in wheel


def test_the_sdist_can_be_tested_and_read(sdist: set[str]) -> None:
    for folder, pattern in (
        ("src", "*.py"), ("tests", "*.py"), ("tests/golden", "*"), ("samples", "*.py"),
        ("docs", "*"), ("benchmarks", "*"),
    ):  # fmt: skip
        assert {f"{folder}/{name}" for name in files(ROOT / folder, pattern)} <= sdist
    assert {path.name for path in ROOT.glob("*.md")} | {"LICENSE", "pyproject.toml"} <= sdist


def test_the_version_is_the_one_that_is_installed() -> None:
    assert metadata.version("gradviz") == PROJECT["version"]
