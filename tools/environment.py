"""Make the project's Python environment: packages go into ``.venv`` and nowhere else.

Runs with the standard library alone. With ``--check`` it only says, by its exit code, what the
environment is whose Python runs it; with ``--quarto`` it installs Quarto there.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
READY = VENV / ".ready"  # the folder and a digest of what was installed there
UNFINISHED = VENV / ".unfinished"  # exists while packages are installed
LOG = VENV / "install.log"
BUILD, PACKAGES = "requirements-build.txt", "requirements.txt"
QUARTO = "requirements-quarto.txt"
OLDEST = (3, 11)
WHOLE, OUTDATED, UNUSABLE = 0, 3, 4
# The options after `install` win over a user's pip.conf and PIP_* variables.
PIP = (
    "-I",
    "-m",
    "pip",
    "--require-virtualenv",
    "--disable-pip-version-check",
    "--no-input",
    "install",
    "--no-user",
    "--target=",
    "--root=/",
    f"--prefix={VENV}",
    "--progress-bar=off",
    "--no-compile",
    "--no-warn-script-location",
)


def main(arguments: list[str]) -> int:
    """Run the command; what stops it is said in a line."""
    try:
        return state() if arguments == ["--check"] else ensure(quarto=arguments == ["--quarto"])
    except KeyboardInterrupt:
        return 130
    except (OSError, ValueError) as error:
        sys.exit(f"The environment cannot be made: {error}")


def ensure(quarto: bool) -> int:
    """Make the environment unless it is whole; wait for another process that makes it.

    Args:
        quarto: True: install Quarto there, too.

    Raises:
        SystemExit: with the reason, if it cannot be made.
    """
    for name in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(name) != signal.SIG_IGN:  # as nohup does
            signal.signal(name, lambda number, _: sys.exit(128 + number))  # ends pip, too
    if VENV.is_symlink() or (VENV.exists() and not VENV.is_dir()):
        what = f"a link to {VENV.readlink()}" if VENV.is_symlink() else "not a folder"
        sys.exit(f"{VENV} is {what}; expected a folder of this project: remove it, then try again")
    with locked() as lock:
        found = state_of_venv()
        if found == UNUSABLE:
            create(lock)
        if found != WHOLE:
            install(lock)
        if quarto:
            options = ["--no-deps", "--require-hashes", "--no-build-isolation"]
            run([str(PYTHON), *PIP, *options, "--requirement", QUARTO], lock)
    return 0


def state() -> int:
    """Return whether the Python that runs this belongs to an environment in ``.venv``.

    Returns:
        WHOLE: it has the packages of the requirements. OUTDATED: it may lack some.
        UNUSABLE: it is another Python, too old, without pip, moved, or an installation was cut off.
    """
    is_own = (VENV / "pyvenv.cfg").is_file() and Path(sys.prefix).resolve() == VENV.resolve()
    if not is_own or sys.version_info < OLDEST or UNFINISHED.exists() or not find_spec("pip"):
        return UNUSABLE
    ready = READY.read_text("utf-8").splitlines() if READY.exists() else []
    if ready and ready[0] != str(VENV):
        return UNUSABLE
    return WHOLE if ready == wanted() else OUTDATED


def state_of_venv() -> int:
    """Ask the environment's own Python for its `state`."""
    with suppress(OSError):
        command = [str(PYTHON), "-I", __file__, "--check"]
        return subprocess.run(command, stderr=subprocess.DEVNULL).returncode
    return UNUSABLE


def wanted() -> list[str]:
    """Return the lines of a `READY` file: the folder, and a digest of the requirements."""
    digest = hashlib.sha256()
    for name in (BUILD, PACKAGES, "pyproject.toml"):
        digest.update((PROJECT / name).read_bytes())
    return [str(VENV), digest.hexdigest()]


@contextmanager
def locked() -> Iterator[int]:
    """Give the lock of the environment, which commands inherit: it is held until they end."""
    with (PROJECT / ".venv.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another installation into .venv")
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError:
            pass  # some network file systems have no locks
        yield file.fileno()


def create(lock: int) -> None:
    """Make an empty environment in the place of whatever is in ``.venv``."""
    base = Path(getattr(sys, "_base_executable", sys.executable))
    if base.is_relative_to(VENV):  # a link, which is about to be deleted
        base = base.resolve()
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir(exist_ok=True)
    UNFINISHED.touch()
    run([str(base), "-I", "-m", "venv", str(VENV)], lock)


def install(lock: int) -> None:
    """Install the packages of the requirements, then the project itself."""
    say("Installing the packages of requirements.txt into .venv; this takes a minute or two, once")
    ready = wanted()
    UNFINISHED.touch()
    READY.unlink(missing_ok=True)
    for arguments in (
        ["--require-hashes", "--requirement", BUILD],
        ["--require-hashes", "--no-build-isolation", "--requirement", PACKAGES],
        ["--no-deps", "--no-build-isolation", "--editable", "."],
    ):
        run([str(PYTHON), *PIP, *arguments], lock)
    READY.write_text("\n".join(ready), "utf-8")
    UNFINISHED.unlink()


def run(command: list[str], lock: int) -> None:
    """Run a command with its output in the log.

    Raises:
        SystemExit: it fails; with the end of the log.
    """
    with LOG.open("ab") as log:
        done = subprocess.run(
            command,
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=[lock],
        )
    if done.returncode:
        end = LOG.read_text("utf-8", "replace").splitlines()[-20:]
        sys.exit("\n".join([*end, f"The installation into .venv failed; all of its output: {LOG}"]))


def say(text: str) -> None:
    """Print a line, also where nobody reads it any more, as after ``make book | head -1``."""
    with suppress(OSError):
        os.write(1, f"{text}\n".encode())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
