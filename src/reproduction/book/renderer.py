"""Render the book: with Quarto where it can be had, else with the built-in builder."""

import argparse
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

from letter.data import paths
from reproduction.inputs.places import shown

OLDEST = (1, 9)  # the first that makes books with Typst
REQUIREMENTS = paths.PROJECT / "requirements-quarto.txt"
ANSWER_SECONDS = 3.0
INSTALL_SECONDS = 300.0
FAILED, UNAVAILABLE, INTERRUPTED = 1, 2, 130


class CannotBeHad(Exception):
    """There is no Quarto here; the message says why."""


class RenderingFailed(Exception):
    """Quarto made no book; the message says what happened."""

    def __init__(self, message: str, code: int) -> None:
        self.code = code
        super().__init__(message)


@dataclass(frozen=True)
class Quarto:
    """A Quarto that is new enough."""

    command: Path
    version: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Render the book into ``_book`` and say which renderer did.

    Returns:
        The renderer's exit code; 2 where Quarto is asked for and cannot be had.
    """
    parser = argparse.ArgumentParser(prog="reproduction.book.renderer", description=__doc__)
    parser.add_argument("--renderer", choices=("quarto", "builtin"), help="(the first to be had)")
    wanted = parser.parse_args(arguments).renderer
    try:
        code = render(wanted)
    except KeyboardInterrupt:
        return INTERRUPTED
    if code == 0:
        books = [paths.BOOK / "index.html", *paths.BOOK.glob("*.pdf")]
        print("The book:", *(shown(book) for book in books))
    return code


def render(wanted: str | None) -> int:
    """Render with the renderer that is wanted, or with the first that can be had."""
    if wanted == "builtin":
        return render_with_builder()
    try:
        quarto = find_quarto()
    except CannotBeHad as reason:
        if wanted == "quarto":
            print(f"Quarto cannot be had here ({reason})", file=sys.stderr)
            return UNAVAILABLE
        print(
            f"Quarto cannot be had here ({reason}): rendering with the built-in builder", flush=True
        )
        return render_with_builder()
    return render_with_quarto(quarto)


def render_with_builder() -> int:
    """Render with the built-in builder."""
    from reproduction.cli import main as reproduction

    return reproduction(["book"])


def render_with_quarto(quarto: Quarto) -> int:
    """Render all formats beside ``_book``, and replace it if all went well."""
    from reproduction.book.folders import swapped_in

    try:
        with swapped_in(paths.BOOK) as folder:
            run_quarto(quarto, folder)
    except RenderingFailed as failure:
        book = shown(paths.BOOK)
        print(f"Quarto {quarto.version} {failure}; {book} is as it was", file=sys.stderr)
        return failure.code
    print(f"Rendered by Quarto {quarto.version}: {shown(paths.BOOK)}")
    return 0


def run_quarto(quarto: Quarto, folder: Path) -> None:
    """Render all formats into a folder of the project.

    Raises:
        RenderingFailed: Quarto says so, or a part of the book is missing.
    """
    command = [
        str(quarto.command),
        "render",
        "--output-dir",
        str(folder.relative_to(paths.PROJECT)),
    ]
    code = subprocess.run(command, cwd=paths.PROJECT, env=environment()).returncode
    if code:
        raise RenderingFailed(f"ended with exit code {code}", code if code > 0 else FAILED)
    for wanted in ("index.html", "*.pdf"):
        if not any(folder.glob(wanted)):
            raise RenderingFailed(f"made no {wanted}", FAILED)


def environment() -> Mapping[str, str]:
    """The environment in which Quarto runs this Python and finds the project's own commands."""
    path = os.pathsep.join([str(scripts()), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path, "QUARTO_PYTHON": sys.executable}


def scripts() -> Path:
    """Where the commands of this Python environment are."""
    return Path(sys.executable).absolute().parent


def find_quarto() -> Quarto:
    """The first Quarto that is new enough: on PATH, in the environment, or newly installed.

    Raises:
        CannotBeHad: with all the reasons.
    """
    reasons = []
    for command in commands():
        version = version_of(command)
        if version and numbers(version) >= OLDEST:
            return Quarto(command, version)
        found = f"is {version}, older than {'.'.join(map(str, OLDEST))}" if version else "fails"
        reasons.append(f"{command} {found}")
    try:
        return install(REQUIREMENTS)
    except CannotBeHad as reason:
        raise CannotBeHad("; ".join([*reasons, str(reason)])) from None


def commands() -> Iterator[Path]:
    """Each command named quarto, the one on PATH first."""
    search = os.pathsep.join([os.environ.get("PATH", ""), str(scripts())])
    found = (shutil.which("quarto", path=folder) for folder in search.split(os.pathsep))
    yield from dict.fromkeys(Path(command).absolute() for command in found if command)


def version_of(command: Path, seconds: float = 60.0) -> str | None:
    """What the command says its version is; None if it does not say."""
    with suppress(OSError, subprocess.SubprocessError):
        said = subprocess.run(
            [command, "--version"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, errors="replace", timeout=seconds, check=True,
        ).stdout  # fmt: skip
        if match := re.search(r"^\s*v?(\d+(?:\.\d+)+)", said):
            return match[1]
    return None


def numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version, for comparisons."""
    return tuple(int(number) for number in version.split("."))


def install(requirements: Path) -> Quarto:
    """Install Quarto's PyPI package, which downloads Quarto while it is built.

    Raises:
        CannotBeHad: its download does not answer, or the installation fails or takes too long.
    """
    url = download_url(pinned_version(requirements))
    host = url.split("/")[2]
    if sys.prefix == sys.base_prefix:
        raise CannotBeHad("none on PATH, and this Python has no environment of its own for one")
    if not answers(url):
        raise CannotBeHad(f"{host} does not answer within {ANSWER_SECONDS:g} s")
    print(f"Getting Quarto from {host}, once … ", end="", flush=True)
    log = Path(sys.prefix) / "quarto-install.log"
    pip = [
        sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "install",
        "--no-deps", "--no-build-isolation", "--require-hashes", "--requirement", str(requirements),
    ]  # fmt: skip
    if not succeeds(pip, INSTALL_SECONDS, log):
        raise CannotBeHad(f"its installation failed, see {shown(log)}")
    command = scripts() / "quarto"
    version = version_of(command)
    if not version:
        raise CannotBeHad(f"{command} does not run")
    print("done")
    return Quarto(command, version)


def pinned_version(requirements: Path) -> str:
    """The version that the requirements pin.

    Raises:
        CannotBeHad: they pin none.
    """
    with suppress(OSError):
        if match := re.search(r"^quarto-cli==(\S+)", requirements.read_text("utf-8"), re.MULTILINE):
            return match[1]
    raise CannotBeHad(f"{shown(requirements)} has no line quarto-cli==")


def download_url(version: str) -> str:
    """What Quarto's PyPI package downloads on this machine.

    Raises:
        CannotBeHad: the package does not know this kind of machine.
    """
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine())
    if sys.platform == "darwin":
        build = "macos"
    elif sys.platform == "linux" and machine:
        build = f"linux-{machine}"
    else:
        raise CannotBeHad(f"there is none for {sys.platform} on {platform.machine()}")
    release = "https://github.com/quarto-dev/quarto-cli/releases/download"
    return f"{release}/v{version}/quarto-{version}-{build}.tar.gz"


def answers(url: str, seconds: float = ANSWER_SECONDS) -> bool:
    """Whether the URL can be had, known after this time at the latest.

    The request runs in a thread that is left behind, because neither the lookup of a name nor an
    answer that comes in drips keeps to a time limit of its own.
    """
    return bool(within(seconds, lambda: _is_there(url, seconds)))


def _is_there(url: str, seconds: float) -> bool:
    with suppress(OSError, HTTPException):
        request = urllib.request.Request(url, method="HEAD")
        with urllib.request.build_opener().open(request, timeout=seconds) as answer:
            return bool(answer.status < 400)
    return False


def within(seconds: float, ask: Callable[[], bool]) -> bool | None:
    """What ``ask`` returns, or None if it has not returned by then."""
    found: list[bool] = []
    thread = threading.Thread(target=lambda: found.append(ask()), daemon=True)
    thread.start()
    thread.join(seconds)
    return found[0] if found else None


def succeeds(command: Sequence[str], seconds: float, log: Path) -> bool:
    """Run a command with its output in a log; end it and its children after this time."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        try:
            return process.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


if __name__ == "__main__":
    sys.exit(main())
