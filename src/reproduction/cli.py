"""The command line: ``reproduction check`` and ``reproduction book``."""

import argparse
import contextlib
import io
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from letter.data import paths
from reproduction.inputs.defects import InputError, listed, printable
from reproduction.inputs.places import shown
from reproduction.inputs.writing import write_whole

AS_EXPECTED, NOT_AS_EXPECTED, UNUSABLE, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Returns:
        0: all is as expected; 1: a claim or a cell is not, or a chapter failed; 2: an input
        cannot be used, with one line for each defect; 130: interrupted.
    """
    options = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):  # not every terminal can show ✓ and ≥
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        print("Interrupted; nothing is left half done", file=sys.stderr)
        return INTERRUPTED
    except InputError as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    except OSError as error:
        message = f"{error.filename or 'output'}: {error.strerror or error}"
        print(printable(message), file=sys.stderr)
        return UNUSABLE


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end what is inside as Ctrl-C does, with time to clear up.

    Where Ctrl-C is ignored, as in a shell's background job, it stays so: it is held back and not
    ignored, because asyncio ends its tasks in order only for a SIGINT that it can hear.
    """
    if threading.current_thread() is not threading.main_thread():  # which alone has signals
        yield
        return
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), _interrupt) for name in names}
    is_ignored = signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    if is_ignored:
        _hold_back_ctrl_c(True)
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
        if is_ignored:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            _hold_back_ctrl_c(False)


def _interrupt(*_: object) -> None:
    _hold_back_ctrl_c(False)
    signal.raise_signal(signal.SIGINT)


def _hold_back_ctrl_c(is_held: bool) -> None:
    if hasattr(signal, "pthread_sigmask"):
        how = signal.SIG_BLOCK if is_held else signal.SIG_UNBLOCK
        signal.pthread_sigmask(how, {signal.SIGINT})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="reproduction", description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="compare every printed number with the patients")
    check.add_argument(
        "--cohort", type=Path, default=paths.COHORT, help="the patients (data/cohort.csv)"
    )
    check.add_argument("--format", choices=("text", "json", "junit"), default="text")
    check.add_argument("--output", type=Path, help="write to this file (standard output)")
    check.add_argument("--quiet", action="store_true", help="text: failures and summary only")
    check.add_argument(
        "--downloads", action="store_true", help="as the command of that name, in the same go"
    )
    check.set_defaults(run=_check)

    mutate = commands.add_parser(
        "mutate", help="change every value, one at a time, and require the check to notice"
    )
    mutate.set_defaults(run=_mutate)

    book = commands.add_parser("book", help="render the book with the built-in builder")
    book.add_argument("--to", action="append", choices=("html", "pdf"), help="(both)")
    book.add_argument("--output-dir", type=Path, help="the folder to make (_book)")
    book.set_defaults(run=_book)

    downloads = commands.add_parser("downloads", help="write the tables and figures as CSV files")
    downloads.add_argument("--output-dir", type=Path, help="(the book's folder, downloads)")
    downloads.set_defaults(run=_downloads)

    manifest = commands.add_parser("manifest", help="list the book's files with their SHA-256")
    manifest.add_argument("--book", type=Path, default=_book_folder(), help="(the book's folder)")
    manifest.add_argument("--output", type=Path, help="(manifest.sha256 in the book)")
    manifest.set_defaults(run=_manifest)
    return parser


def _check(options: argparse.Namespace) -> int:
    from letter.data.letter import load_letter
    from letter.outcome import compare
    from reproduction.claims import LedgerError
    from reproduction.claims.report import as_json, as_junit, as_text

    try:
        letter = load_letter(options.cohort)
        outcome = compare(letter)
    except LedgerError as error:
        expected = "claims and checks that fit each other"
        message = f"{shown(paths.CLAIMS)}: {error}; expected {expected}"
        print(printable(message), file=sys.stderr)
        return UNUSABLE
    if options.format == "text":
        text = as_text(outcome, failures_only=options.quiet)
    else:
        text = {"json": as_json, "junit": as_junit}[options.format](outcome)
    if options.output:
        write_whole(options.output, text)
    else:
        _print(text)
    if options.downloads and outcome.passed:
        from letter.display.downloads import book_frames, write_downloads

        write_downloads(_book_folder() / "downloads", book_frames(letter, outcome))
    return AS_EXPECTED if outcome.passed else NOT_AS_EXPECTED


def _mutate(_: argparse.Namespace) -> int:
    from letter.mutation import report, trials

    found = list(trials())
    _print(report(found))
    return AS_EXPECTED if all(trial.caught for trial in found) else NOT_AS_EXPECTED


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


def _book(options: argparse.Namespace) -> int:
    from reproduction.book import BookError, build

    try:
        with _interruptible():
            formats = tuple(options.to or ("html", "pdf"))
            result = build(Path.cwd(), formats, options.output_dir, report=print)
    except BookError as error:
        print(*listed(error.defects), sep="\n", file=sys.stderr)
        return error.exit_code
    print(f"Rendered by the built-in builder: {shown(result.output_dir)}")
    return AS_EXPECTED


def _downloads(options: argparse.Namespace) -> int:
    from letter.data.letter import load_letter
    from letter.display.downloads import book_frames, write_downloads

    folder = options.output_dir or _book_folder() / "downloads"
    written = write_downloads(folder, book_frames(load_letter()))
    print(f"downloads: {', '.join(path.name for path in written)}")
    return AS_EXPECTED


def _manifest(options: argparse.Namespace) -> int:
    from reproduction.book.manifest import NAME, write_manifest

    output = options.output or options.book / NAME
    count = write_manifest(options.book, output)
    print(f"{output.name}: {count} files")
    return AS_EXPECTED


def _book_folder() -> Path:
    """Where the book is; Quarto and the builder tell the commands that they run."""
    return Path(os.environ.get("QUARTO_PROJECT_OUTPUT_DIR", paths.BOOK))


if __name__ == "__main__":
    sys.exit(main())
