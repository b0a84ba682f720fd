"""The command ``reproduction``: check a paper's printed numbers, and make its book."""

import argparse
import atexit
import gc
import io
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from reproduction.inputs.defects import Defect, InputError, listed, printable, shown
from reproduction.inputs.writing import write_whole

AS_EXPECTED, NOT_AS_EXPECTED, UNUSABLE, BROKEN, INTERRUPTED = 0, 1, 2, 70, 130

RENDERED_INTO = "QUARTO_PROJECT_OUTPUT_DIR"
"""With it Quarto and the builder tell the commands that they run where the book is."""

EXIT_CODES = """\
exit codes: 0 everything is as expected; 1 a claim, a cell or a chapter is not; 2 an input cannot
be used (one line for each defect); 70 an error in this program; 130 interrupted"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: the one place where errors become a line.

    Returns:
        As `EXIT_CODES` says.
    """
    _open_closed_streams()
    options = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):  # not every terminal can show ✓ and ≥
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        return int(options.run(options))
    except (Exception, KeyboardInterrupt) as error:
        if options.traceback:
            print(getattr(error, "traceback", "") or traceback.format_exc(), file=sys.stderr)
        code, message = _code_and_message(error)
        print(message, file=sys.stderr)
        return code


def _open_closed_streams() -> None:
    """Open the null device where a standard stream is closed, as by ``>&-``.

    Its number would go to the next file that is opened, and what others print would be in it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    sys.stdout = sys.stdout or os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", encoding="utf-8", closefd=False)


def _code_and_message(error: BaseException) -> tuple[int, str]:
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED, "Interrupted; nothing is left half done"
    if defects := getattr(error, "defects", ()):
        return getattr(error, "exit_code", UNUSABLE), "\n".join(listed(defects))
    if isinstance(error, OSError):
        return UNUSABLE, printable(f"{error.filename or 'output'}: {error.strerror or error}")
    what = printable(f"{type(error).__name__}: {error}")
    hint = "run `reproduction --traceback` and the same command to see where"
    return BROKEN, f"reproduction: an error of this program, {what}; {hint}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reproduction",
        description=(__doc__ or "").replace("``", ""),
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--traceback", action="store_true", help="show the Python traceback of an error too"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(
        name: str, run: Callable[[argparse.Namespace], int], text: str, of_a_project: bool = True
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        made.set_defaults(run=run)
        if of_a_project:
            folder = "the project's folder or one in it (the working folder)"
            made.add_argument("project", nargs="?", type=Path, metavar="PROJECT", help=folder)
        return made

    init = command("init", _init, "write a small project to start from", of_a_project=False)
    init.add_argument("folder", type=Path, metavar="FOLDER", help="a new or an empty folder")

    check = command("check", _check, "compare every printed number with the data")
    check.add_argument("--cohort", type=Path, metavar="FILE", help="the data to use instead")
    printed = "the ledger, the inventory and the printed tables to use instead"
    check.add_argument("--published", type=Path, metavar="FOLDER", help=printed)
    check.add_argument("--format", choices=("text", "json", "junit"), default="text")
    check.add_argument("--output", type=Path, metavar="FILE", help="(standard output)")
    check.add_argument("--quiet", action="store_true", help="text: failures and summary only")
    check.add_argument(
        "--downloads", action="store_true", help="if all is as expected, write the downloads too"
    )

    command("sharpness", _sharpness, "list which other printed values would have passed")

    book = command("book", _book, "render the book with the built-in builder")
    book.add_argument("--to", action="append", choices=("html", "pdf"), help="(both)")
    book.add_argument("--output-dir", type=Path, metavar="FOLDER", help="(the project's)")

    downloads = command("downloads", _downloads, "write tables and figures as CSV files")
    downloads.add_argument(
        "--output-dir", type=Path, metavar="FOLDER", help="(downloads in the book's folder)"
    )

    manifest = command("manifest", _manifest, "list the book's files with their SHA-256")
    manifest.add_argument("--book", type=Path, metavar="FOLDER", help="(the project's)")
    manifest.add_argument(
        "--output", type=Path, metavar="FILE", help="(manifest.sha256 in the book)"
    )
    return parser


def _init(options: argparse.Namespace) -> int:
    from reproduction.scaffold import write_project

    files = write_project(options.folder)
    folder = shown(options.folder)
    _print(
        f"Wrote {len(files)} files to {folder}. Next:\n"
        f"  reproduction check {folder}\n  reproduction book {folder}\n"
        f"{shown(options.folder / 'README.md')} says what to change first.\n"
    )
    return AS_EXPECTED


def _check(options: argparse.Namespace) -> int:
    from reproduction.claims.outcome import as_json, as_junit, as_text
    from reproduction.loading import load

    with _collecting_no_garbage():
        project = load(options.project, options.cohort, options.published)
    outcome = project.outcome
    if options.format == "text":
        text = as_text(outcome, failures_only=options.quiet)
    else:
        text = {"json": as_json, "junit": as_junit}[options.format](outcome)
    if options.output:
        _refuse_input(options.output, project.inputs)
        write_whole(options.output, text)
    else:
        _print(text)
    if options.downloads and outcome.passed:
        from reproduction.downloads import write_downloads

        write_downloads(project, _book_folder(project.config.output_dir) / "downloads")
    return AS_EXPECTED if outcome.passed else NOT_AS_EXPECTED


@contextmanager
def _collecting_no_garbage() -> Iterator[None]:
    """Load, and in the end leave, without looking for garbage, which saves a fifth of the time.

    Nearly all objects are those of imported modules, which stay until the process ends.
    """
    atexit.register(gc.freeze)
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _print(text: str) -> None:
    """Write to standard output; a reader that has gone away, as `head` does, is no error."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        # What is left in the buffer must not fail a second time when Python exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            raise


def _refuse_input(output: Path, inputs: Iterable[Path]) -> None:
    """Refuse to write to a file that was read, under whatever name."""
    if output.is_file() and any(output.samefile(path) for path in inputs):
        problem = "is an input of this command"
        raise InputError([Defect(shown(output), "", problem, "another file for the output")])


def _sharpness(options: argparse.Namespace) -> int:
    from reproduction.claims.outcome import sharpness_as_text
    from reproduction.claims.running import Paper
    from reproduction.loading import load

    project = load(options.project)
    paper = Paper(project.ledger, project.checks, project.source)
    _print(sharpness_as_text(project.outcome, paper))
    return AS_EXPECTED if project.outcome.passed else NOT_AS_EXPECTED


def _book(options: argparse.Namespace) -> int:
    if missing := [name for name in ("nbclient", "pypandoc", "typst") if not find_spec(name)]:
        print(
            f"reproduction book needs {', '.join(missing)}: pip install 'reproduction[book]'",
            file=sys.stderr,
        )
        return UNUSABLE
    from reproduction.book import build
    from reproduction.interruption import interruptible
    from reproduction.settings import find_root

    root = find_root(options.project)
    formats = tuple(options.to or ("html", "pdf"))
    with interruptible():
        folder = build(root, formats, options.output_dir, lambda line: _print(f"{line}\n"))
    _print(f"Rendered by the built-in builder: {shown(folder)}\n")
    return AS_EXPECTED


def _downloads(options: argparse.Namespace) -> int:
    from reproduction.downloads import write_downloads
    from reproduction.loading import load

    project = load(options.project)
    folder = options.output_dir or _book_folder(project.config.output_dir) / "downloads"
    written = write_downloads(project, folder)
    _print(f"downloads: {', '.join(path.name for path in written)}\n")
    return AS_EXPECTED


def _manifest(options: argparse.Namespace) -> int:
    from reproduction.inputs.manifest import NAME, write_manifest
    from reproduction.settings import find_root, read_config

    book = options.book or os.environ.get(RENDERED_INTO)
    if book is None:
        book = read_config(find_root(options.project)).output_dir
    book = Path(book)
    output = options.output or book / NAME
    count = write_manifest(book, output)
    _print(f"{output.name}: {count} files\n")
    return AS_EXPECTED


def _book_folder(own: Path) -> Path:
    return Path(os.environ.get(RENDERED_INTO, own))


if __name__ == "__main__":
    sys.exit(main())
