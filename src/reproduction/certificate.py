"""What a certificate lists: what was compared, from which files, with which software."""

import platform
from collections.abc import Iterable
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from reproduction.claims.display import Markdown, escape, pipe_table
from reproduction.inputs.manifest import sha256_of
from reproduction.loading import Project


def comparisons_list(project: Project) -> Markdown:
    """Return one line for each comparison outside the ledger: how many cells agree."""
    lines = (
        f"- {escape(part.name)}: {part.compared - len(part.differences)} of {part.compared} agree"
        for part in project.outcome.comparisons
    )
    return Markdown("\n".join(lines) + "\n")


def inputs_table(project: Project) -> Markdown:
    """Return the SHA-256 of each file that the outcome depends on; the code as one row.

    The code's sum is that of the text with a line ``SUM  PATH`` for each of its files, in the order
    of their paths, as ``sha256sum`` writes it.
    """
    code = project.root / project.config.settings.code
    files = sorted({path.resolve() for path in project.inputs if "__pycache__" not in path.parts})
    parts = [path for path in files if path == code or path.is_relative_to(code)]
    data = [path for path in files if path not in parts]
    name = code.relative_to(project.root).as_posix()
    rows = [_row(project, path) for path in data]
    if parts != [code]:
        lines = "".join(f"{sha256_of(path)}  {_name(project, path)}\n" for path in parts)
        rows.append((f"`{name}`, {len(parts)} files", _code(sha256(lines.encode()).hexdigest())))
    else:
        rows.append(_row(project, code))
    return pipe_table(("File", "SHA-256"), rows, (35, 65))


def _row(project: Project, path: Path) -> tuple[str, str]:
    return f"`{_name(project, path)}`", _code(sha256_of(path))


def _name(project: Project, path: Path) -> str:
    return path.relative_to(project.root.resolve()).as_posix()


def _code(text: str) -> str:
    """Return a long sum in two parts, between which a line may break."""
    return f"`{text[:32]}` `{text[32:]}`"


def versions_table(packages: Iterable[str]) -> Markdown:
    """Return the version of Python, which runs this, and of each package.

    Raises:
        PackageNotFoundError: a package is not installed.
    """
    rows = [("Python", platform.python_version()), *((name, version(name)) for name in packages)]
    return pipe_table(("Software", "Version"), rows, (50, 50))


def downloads_list(project: Project, folder: str) -> Markdown:
    """Return links to the CSV files that the book offers, ``folder`` being relative to the page."""
    links = (f"[{name}]({folder}/{name}.csv)" for name in ("claims", *project.downloads()))
    return Markdown(", ".join(links) + ".\n")
