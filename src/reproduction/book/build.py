"""Build the book: check everything, run the chapters, write, then swap the folders."""

import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from reproduction.book import commands, pdf
from reproduction.book.assemble import Assembly, assemble
from reproduction.book.cache import Cache
from reproduction.book.chapters import Chapter, parse
from reproduction.book.config import CONFIG, Config, checked_config
from reproduction.book.execute import Outputs, run_chapters
from reproduction.book.files import check_files, missing, place_files, write_html
from reproduction.book.folders import scratch_folder, swapped_in
from reproduction.book.reading import BookError, own_file
from reproduction.book.render import Rendered, render
from reproduction.inputs.defects import Defect, InputError, all_loaded, shown

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

FORMATS = ("html", "pdf")


def build(
    project: Path,
    formats: Sequence[str] = FORMATS,
    output_dir: Path | None = None,
    progress: Callable[[str], None] = print,
) -> Path:
    """Build a Quarto book project without Quarto, and return the folder that holds the book.

    Args:
        project: the folder that holds ``_quarto.yml``.
        formats: ``html``, ``pdf`` or both. The result holds these and nothing else.
        output_dir: where the book goes; by default where ``_quarto.yml`` says.
        progress: called with one short line for each step that is done.

    Raises:
        BookError: if the book cannot be made; a book that was there before is left as it was.
    """
    if not formats or set(formats) - set(FORMATS):
        raise ValueError(f"formats {', '.join(formats)}; expected html, pdf or both")
    config, defects = checked_config(Path(project).resolve())
    defects = [*_limit_defects(), *defects]
    if config is None or defects:
        raise BookError([*defects, *(_chapter_defects(config) if config else ())])
    target = _checked_target(config, output_dir)
    with swapped_in(target) as folder:
        _run_hooks(config, "pre-render", folder)
        chapters = _read_chapters(config)
        cache = Cache(config, chapters)
        known = [cache.get(chapter) for chapter in chapters]
        if None in known:
            _rendered("html", config, chapters, None)  # to find what is wrong before any cell runs
        outputs, unwatched = run_chapters(config, chapters, known, progress)
        (pages, rendered), printed = _typeset(config, chapters, outputs, formats)
        if "html" in formats:
            write_html(config, chapters, pages, rendered, folder, pdf=bool(printed))
            progress("HTML")
        if "pdf" in formats:
            (folder / config.pdf_name).write_bytes(printed)
            progress("PDF")
        _run_hooks(config, "post-render", folder)
        if "html" in formats:
            check_files(chapters, rendered, folder)
        cache.keep(outputs, unwatched)
    return target


def _limit_defects() -> Iterator[Defect]:
    """Yield each limit on this process that is too low for a book, about twice what ours takes.

    Below some limits, libraries abort without a word.
    """
    for name, option, unit, least, of_what in (
        ("RLIMIT_NOFILE", "-n", 1, 256, "open files"),
        ("RLIMIT_AS", "-v", 1024, 2**20, "kB of memory"),
    ):
        number = getattr(resource, name, None)
        limit = resource.getrlimit(number)[0] if number is not None else -1
        if 0 <= limit < least * unit:
            allowed = f"allows {limit // unit:,} {of_what}"
            yield Defect(f"ulimit {option}", "", allowed, f"{least:,} or more")


def _checked_target(config: Config, output_dir: Path | None) -> Path:
    """Return the output folder's absolute path, refused where the project is in it."""
    target = (output_dir or config.output_dir).absolute()
    if target.resolve() == config.root or target.resolve() in config.root.parents:
        raise BookError([Defect(shown(target), "", "holds the project", "a folder of its own")])
    return target


def _chapter_defects(config: Config) -> list[Defect]:
    """Return what is wrong with the chapters that are there."""
    there = (path for path in config.chapters if own_file(config.root, config.root / path))
    return [defect for path in there for defect in parse(config.root, path)[1]]


def _read_chapters(config: Config) -> list[Chapter]:
    """Parse every chapter, and report all defects of all chapters at once."""
    parsed = [parse(config.root, path) for path in config.chapters]
    defects = [defect for _, found in parsed for defect in found]
    labels: dict[str, str] = {}
    for chapter, _ in parsed:
        for cell in chapter.cells:
            label = cell.options.label
            if label and label in labels:
                problem = f"label {label} is also at {labels[label]}"
                defects.append(cell.place.defect(problem, "another"))
            labels[str(label)] = str(cell.place)
    if defects:
        raise BookError(defects)
    return [chapter for chapter, _ in parsed]


def _typeset(
    config: Config, chapters: Sequence[Chapter], outputs: Sequence[Outputs], formats: Sequence[str]
) -> tuple[tuple[list[Assembly], Rendered], bytes]:
    """Render the formats side by side, the one that takes longer first.

    The HTML is rendered even if only the PDF is wanted: a book is checked in the same way
    whatever is made of it.

    Returns:
        As `_rendered` for HTML; and the PDF, empty if none was asked for.

    Raises:
        BookError: with all that is wrong with the text.
    """
    with commands.side_by_side() as pool:
        printed = [pool.submit(_printed, config, chapters, outputs)] if "pdf" in formats else []
        pages = pool.submit(_rendered, "html", config, chapters, outputs)
        try:
            made = all_loaded(pages.result, *(job.result for job in printed))
        except InputError as error:
            raise BookError(error.defects) from None
    return made[0], made[1] if printed else b""


def _rendered(
    fmt: str, config: Config, chapters: Sequence[Chapter], outputs: Sequence[Outputs] | None
) -> tuple[list[Assembly], Rendered]:
    """Return every chapter as Markdown for a format, with its images, and what pandoc made of it.

    Without outputs, this is a dry run.
    """
    known = outputs if outputs is not None else [None] * len(chapters)
    made = [
        assemble(config, chapter, found, fmt)
        for chapter, found in zip(chapters, known, strict=True)
    ]
    texts = [assembly.text for assembly in made]
    return made, render(fmt, config, chapters, texts, dry=outputs is None)


def _printed(config: Config, chapters: Sequence[Chapter], outputs: Sequence[Outputs]) -> bytes:
    """Return the PDF."""
    made, rendered = _rendered("typst", config, chapters, outputs)
    with scratch_folder() as scratch:
        images = [file for file in rendered.files if file.get("image")]
        place_files(config, made, {file["path"]: file["path"] for file in images}, scratch)
        if defects := missing(chapters, images, scratch, "it in the project"):
            raise BookError(defects)
        return pdf.typeset(config, chapters, rendered, scratch)


def _run_hooks(config: Config, name: str, folder: Path) -> None:
    """Run the command lines of a hook; the first that fails ends the build with its exit code.

    A line that begins with a Python file is run by this Python, as Quarto does.
    """
    environment = commands.clean_environment(
        QUARTO_PROJECT_OUTPUT_DIR=str(folder), QUARTO_PROJECT_ROOT=str(config.root)
    )
    for command in getattr(config.data.project, name.replace("-", "_")):
        python = command.split()[0].endswith(".py")
        line = f"{shlex.quote(sys.executable)} {command}" if python else command
        code = commands.run(line, config.root, shell=True, env=environment).returncode
        if code:
            problem = f"{name} hook {command!r} ended with exit code {code}"
            raise BookError([Defect(CONFIG, "", problem, "0")], code)
