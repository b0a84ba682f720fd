"""Render the book in the working folder: with Quarto where there is one, else with our builder."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from reproduction.book.commands import run
from reproduction.book.folders import swapped_in
from reproduction.inputs.defects import Defect, InputError, printable, shown
from reproduction.inputs.text import load_yaml, read_text
from reproduction.interruption import interruptible

OLDEST = (1, 9)  # the first that makes books with Typst
CONFIG = Path("_quarto.yml")
INSTALLER, REQUIREMENTS = Path("tools/environment.py"), Path("requirements-quarto.txt")
HOST = "https://github.com"
DOWNLOAD = HOST + "/quarto-dev/quarto-cli/releases/download/v{0}/quarto-{0}-linux-amd64.tar.gz"
VERSION_SECONDS, ANSWER_SECONDS, INSTALL_SECONDS = 20.0, 3.0, 300.0
FAILED, UNUSABLE, INTERRUPTED = 1, 2, 130
SILENT = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class Unavailable(Exception):
    """There is no Quarto; the message says why."""


class Failed(Exception):
    """Quarto made no book; the message says what happened."""

    def __init__(self, message: str, code: int = FAILED) -> None:
        self.exit_code = code
        super().__init__(message)


def main(arguments: Sequence[str] | None = None) -> int:
    """Render the book and say which renderer did.

    Returns:
        The renderer's exit code; 2: Quarto is asked for and not available, or the book cannot be
        written; 130: interrupted.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--renderer", choices=("quarto", "builtin"), help="(the first available)")
    wanted = parser.parse_args(arguments).renderer
    try:
        with interruptible():
            quarto = choose(wanted)
            if quarto:
                use_quarto(*quarto, book_folder())
        if not quarto:
            use_builder()
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        print(printable(f"{error.filename or 'output'}: {error.strerror}"), file=sys.stderr)
        return UNUSABLE
    except (Failed, InputError) as error:
        print(error, file=sys.stderr)
        return getattr(error, "exit_code", UNUSABLE)
    return 0


def choose(wanted: str | None) -> tuple[Path, str] | None:
    """Return Quarto's command and version; None for the built-in builder.

    Raises:
        Failed: Quarto is wanted and not available.
    """
    if wanted == "builtin":
        return None
    try:
        return find_quarto()
    except Unavailable as reason:
        if wanted == "quarto":
            raise Failed(printable(f"Quarto is not available: {reason}"), UNUSABLE) from None
        say(f"Quarto is not available ({reason}); rendering with the built-in builder")
        return None


def use_builder() -> None:
    """Become the command that renders with the built-in builder."""
    os.execv(sys.executable, [sys.executable, "-P", "-m", "reproduction.cli", "book"])


def use_quarto(command: Path, version: str, book: Path) -> None:
    """Render all formats beside the folder ``book`` and replace it if all went well.

    Raises:
        Failed: Quarto says so, or a part of the book is missing.
    """
    path = os.pathsep.join([str(environment()), os.environ.get("PATH", "")])
    variables = {**os.environ, "PATH": path, "QUARTO_PYTHON": sys.executable}
    with swapped_in(book) as folder:
        # A kernel that is kept for the next time would outlive this command.
        words = [command, "render", "--output-dir", os.path.relpath(folder), "--no-execute-daemon"]
        code = run(
            list(map(str, words)), Path.cwd(), stdin=subprocess.DEVNULL, env=variables
        ).returncode
        missing = [name for name in ("index.html", "*.pdf") if not any(folder.glob(name))]
        if code or missing:
            what = f"ended with exit code {code}" if code else f"made no {missing[0]}"
            message = f"Quarto {version} ({command}) {what}; {shown(book)} is unchanged"
            raise Failed(printable(message), code if code > 0 else FAILED)
    files = [book / "index.html", *book.glob("*.pdf")]
    say(f"Rendered by Quarto {version}: {', '.join(shown(file) for file in files)}")


def book_folder() -> Path:
    """Return the folder that ``_quarto.yml`` names for the book, ``_book`` unless it names one.

    Raises:
        InputError: there is no such file, it is not YAML, or the folder is not in the project.
    """
    _, settings, defects = load_yaml(read_text(CONFIG), str(CONFIG))
    project = settings.get("project") if isinstance(settings, dict) else None
    name = project.get("output-dir", "_book") if isinstance(project, dict) else "_book"
    folder = Path(os.path.normpath(str(name)))
    if folder.is_absolute() or folder.parts[:1] in ((), ("..",)):
        expected = "a folder inside the project"
        defects = [Defect(str(CONFIG), "", f"output-dir is {name}", expected)]
    if defects:
        raise InputError(defects)
    return Path.cwd() / folder


def find_quarto() -> tuple[Path, str]:
    """Return the first Quarto that is new enough: on PATH, in the environment, newly installed.

    Returns:
        The command and its version.

    Raises:
        Unavailable: with all the reasons.
    """
    reasons = []
    for command in commands():
        version = version_of(command)
        if version and tuple(map(int, version.split("."))) >= OLDEST:
            return command, version
        found = f"is {version}, older than 1.9" if version else "does not tell its version"
        reasons.append(f"{command} {found}")
    try:
        return install()
    except Unavailable as reason:
        raise Unavailable("; ".join([*(reasons or ["none on PATH"]), str(reason)])) from None


def commands() -> Iterator[Path]:
    """Give each command named quarto: those on PATH, then the one of this Python environment."""
    folders = [*os.environ.get("PATH", "").split(os.pathsep), str(environment())]
    found = (shutil.which("quarto", path=folder) for folder in folders)
    yield from dict.fromkeys(Path(command).absolute() for command in found if command)


def environment() -> Path:
    """Return the folder of the commands of this Python environment."""
    return Path(sys.executable).absolute().parent


def version_of(command: Path) -> str | None:
    """Return the version that a command tells in its first 200 bytes; None if it tells none."""
    with suppress(OSError, subprocess.SubprocessError):
        said = run(
            ["sh", "-c", '"$0" --version | head -c 200', str(command)],
            Path.cwd(),
            VERSION_SECONDS,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ).stdout
        if match := re.match(r"\s*v?(\d+(?:\.\d+)+)\b", said, re.ASCII):
            return match[1]
    return None


def install() -> tuple[Path, str]:
    """Let the project install Quarto's PyPI package, which downloads Quarto while it is built.

    Returns:
        The command and its version.

    Raises:
        Unavailable: the download does not answer, or the installation fails or takes too long.
    """
    version, command = pinned_version(), environment() / "quarto"
    if not answers(DOWNLOAD.format(version)):
        raise Unavailable(f"{HOST} offers no download within {ANSWER_SECONDS:g} s")
    say(
        f"Quarto is not on PATH: installing Quarto {version} from {HOST} into .venv, once "
        "(make book RENDERER=builtin does without)"
    )
    words = [sys.executable, "-I", str(INSTALLER), "--quarto"]
    with suppress(subprocess.TimeoutExpired):
        done = run(words, Path.cwd(), INSTALL_SECONDS, stdin=subprocess.DEVNULL, **SILENT)
        if done.returncode == 0 and (found := version_of(command)):
            return command, found
    raise Unavailable("its installation failed, see .venv/install.log")


def pinned_version() -> str:
    """Return the version of Quarto that the project can install.

    Raises:
        Unavailable: it can install none.
    """
    with suppress(OSError, UnicodeError):
        text = REQUIREMENTS.read_text("utf-8")
        match = re.search(r"^quarto-cli==(\S+)", text, re.MULTILINE)
        if match and INSTALLER.exists():
            return match[1]
    raise Unavailable(f"no {INSTALLER} with {REQUIREMENTS} to install one")


def answers(url: str, seconds: float = ANSWER_SECONDS) -> bool:
    """Return whether a download is there, after ``seconds`` at the latest.

    The request runs in a thread that is left behind, because neither the lookup of a name nor an
    answer that comes in drips keeps to a time limit of its own.
    """
    found: list[bool] = []

    def ask() -> None:
        with suppress(Exception):  # a proxy's address may be wrong in any way
            request = urllib.request.Request(url, method="HEAD")
            with urllib.request.build_opener().open(request, timeout=seconds) as answer:
                found.append(answer.status < 400)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    return any(found)


def say(text: str) -> None:
    """Print a line, also where nobody reads it any more, as after ``make book | head -1``."""
    with suppress(OSError):
        os.write(1, f"{printable(text)}\n".encode("utf-8", "backslashreplace"))


if __name__ == "__main__":
    sys.exit(main())
