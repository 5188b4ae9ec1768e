"""What a command writes: stdout, or a file that is wholly old or wholly new."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from gradviz.cli.console import Console, reason
from gradviz.errors import FileError, UsageError

STDOUT = "-"
"""The path that means stdout."""

_DESCRIPTORS = ("/dev/fd/", "/dev/stdout", "/dev/stderr", "/proc/")
"""Names of what is open already: a new file in its place would never be seen by its owner."""

_BINARY = getattr(os, "O_BINARY", 0)  # Windows alone has it


def deliver(
    console: Console, path: str | None, content: str | bytes, inputs: Iterable[str] = ()
) -> None:
    """Writes to stdout, where `path` is None or "-", or to a file, and says so; text as UTF-8.

    The file may be none of `inputs`. Raises FileError, UsageError; BrokenPipeError where nobody
    reads what is written.
    """
    data = content.encode() if isinstance(content, str) else content
    if path is None or path == STDOUT:
        console.write(data)
        return
    try:
        _save(path, data, inputs)
    except BrokenPipeError:
        raise
    except FileNotFoundError:
        folder = Path(path).parent
        raise FileError(
            f"cannot write '{path}': there is no folder '{folder}'", help=f"mkdir -p '{folder}'"
        ) from None
    except OSError as error:
        raise FileError(f"cannot write '{path}': {reason(error)}") from None
    console.tell(f"wrote {path} ({_size(len(data))})")


def _save(path: str, data: bytes, inputs: Iterable[str]) -> None:
    try:
        old = Path(path).stat()
    except FileNotFoundError:
        old = None
    if old and any(_is_same(name, old) for name in inputs):
        raise UsageError(f"'{path}' is the input, and would be overwritten")
    if old and (path.startswith(_DESCRIPTORS) or not stat.S_ISREG(old.st_mode)):
        with Path(path).open("wb", buffering=0) as file:
            _write_all(file.fileno(), data)
        return
    target = Path(os.path.realpath(path))  # a link stays: the file that it leads to is replaced
    if old and not os.access(target, os.W_OK):
        raise PermissionError(0, "it is read-only")
    _replace(target, data, stat.S_IMODE(old.st_mode) if old else None)


def _is_same(name: str, other: os.stat_result) -> bool:
    try:
        return os.path.samestat(Path(name).stat(), other)
    except OSError:
        return False


def _replace(target: Path, data: bytes, mode: int | None) -> None:
    """Writes a sibling, then puts it in the place of `target` in one step."""
    sibling = target.with_name(f".gradviz-{os.urandom(6).hex()}.tmp")
    descriptor = os.open(sibling, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
    try:
        try:
            if mode is not None:
                sibling.chmod(mode)
            _write_all(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        sibling.replace(target)
    except BaseException:
        with suppress(OSError):
            sibling.unlink()
        raise
    _sync_folder(target.parent)


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _sync_folder(folder: Path) -> None:
    """Makes the replacement last, on systems that let folders be opened."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _size(count: int) -> str:
    """A number of bytes for people: "840 bytes", "12 kB", "3.4 MB"."""
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1000:.0f} kB" if count < 999_500 else f"{count / 1e6:.1f} MB"
