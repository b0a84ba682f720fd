"""Files written whole or not at all."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

AS_THEY_ARE = ("/dev/", "/proc/")  # /dev/stdout may be a file, and others write to it as well


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all: a reader sees the old content or the new, never a part.

    A file that exists keeps its mode, and a symbolic link stays one. A device or a pipe is
    written to as it is.

    Raises:
        OSError: the file cannot be written; its ``filename`` is the path as it was given.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        if str(path).startswith(AS_THEY_ARE) or (path.exists() and not path.is_file()):
            with path.open("ab") as device:
                device.write(data)
        else:
            _replace(path.resolve(), data)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


def _replace(target: Path, data: bytes) -> None:
    part = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        if target.exists():
            target.open("ab").close()  # refuses where the user may not write
            part.chmod(target.stat().st_mode & 0o7777)
        part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink()
