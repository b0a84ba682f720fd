"""Build the book: check everything, run the chapters, write, then swap the folders."""

import shlex
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from reproduction.book import commands, pdf
from reproduction.book.assemble import Assembly, Style, assemble
from reproduction.book.cache import Cache
from reproduction.book.chapters import Chapter, parse
from reproduction.book.config import CONFIG, Config, checked_config
from reproduction.book.environment import clean, limit_defects
from reproduction.book.errors import BookError
from reproduction.book.execute import Outputs, run_chapters
from reproduction.book.files import check_files, missing, place_files, write_html
from reproduction.book.folders import scratch_folder, swapped_in
from reproduction.book.kernels import Runner
from reproduction.book.reading import own_file
from reproduction.book.render import Rendered, render
from reproduction.inputs.defects import Defect, shown

FORMATS = ("html", "pdf")


@dataclass(frozen=True)
class _Typeset:
    """What became of the chapters and their outputs, before it is written anywhere.

    Attributes:
        pages: every chapter as Markdown for HTML, with its images.
        html: what pandoc made of them.
        pdf: the PDF, empty if none was asked for.
    """

    pages: Sequence[Assembly]
    html: Rendered
    pdf: bytes


@dataclass(frozen=True)
class BuildResult:
    """A finished book.

    Attributes:
        output_dir: the folder that holds it.
        pages: paths of the HTML pages in it.
        pdf: path of the PDF, if one was asked for.
    """

    output_dir: Path
    pages: tuple[Path, ...]
    pdf: Path | None


def build(
    project: Path,
    formats: Sequence[str] = FORMATS,
    output_dir: Path | None = None,
    progress: Callable[[str], None] = print,
) -> BuildResult:
    """Build a Quarto book project without Quarto.

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
    defects = [*limit_defects(), *defects]
    if config is None or defects:
        raise BookError([*defects, *(_chapter_defects(config) if config else ())])
    target, progress = _checked_target(config, output_dir), _whoever_listens(progress)
    with swapped_in(target) as folder:
        _run_hooks(config, "pre-render", folder)
        chapters = _read_chapters(config)
        how = _runner(config)
        cache = Cache(config, chapters, how)
        outputs = _executed(config, chapters, how, cache, progress)
        with commands.side_by_side() as pool:
            book = _typeset(config, chapters, outputs, formats, pool)
        if "html" in formats:
            write_html(config, chapters, book.pages, book.html, folder, pdf=bool(book.pdf))
            progress("HTML")
        if "pdf" in formats:
            (folder / config.pdf_name).write_bytes(book.pdf)
            progress("PDF")
        _run_hooks(config, "post-render", folder)
        if "html" in formats:
            check_files(chapters, book.html, folder)
        cache.keep(chapters, outputs, how.unwatched)
    pages = tuple(target / c.page for c in chapters) if "html" in formats else ()
    return BuildResult(target, pages, target / config.pdf_name if "pdf" in formats else None)


def _whoever_listens(progress: Callable[[str], None]) -> Callable[[str], None]:
    """The same, also where nobody reads what it writes any more, as after ``| head -1``."""

    def tolerant(line: str) -> None:
        with suppress(OSError):
            progress(line)

    return tolerant


def _checked_target(config: Config, output_dir: Path | None) -> Path:
    """The output folder's absolute path, refused where the project is in it."""
    target = (output_dir or config.output_dir).absolute()
    if target.resolve() == config.root or target.resolve() in config.root.parents:
        raise BookError([Defect(shown(target), "", "holds the project", "a folder of its own")])
    return target


def _chapter_defects(config: Config) -> list[Defect]:
    """What is wrong with the chapters that are there."""
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


def _executed(
    config: Config,
    chapters: Sequence[Chapter],
    how: Runner,
    cache: Cache,
    progress: Callable[[str], None],
) -> list[Outputs]:
    """What the chapters' code gives, run or kept from an earlier build."""
    if any(cache.get(chapter) is None for chapter in chapters):
        _check_text(config, chapters)
    return run_chapters(chapters, how, progress, cache.get)


def _runner(config: Config) -> Runner:
    """How ``_quarto.yml`` wants cells run."""
    at_root = config.data.project.execute_dir == "project"
    return Runner(
        root=config.root,
        kept=config.kept_dir,
        folder=lambda path: config.root if at_root else (config.root / path).parent,
        figure_size=(config.option("html", "fig_width", 7), config.option("html", "fig_height", 5)),
        evaluate=config.option("html", "eval", True),
    )


def _check_text(config: Config, chapters: Sequence[Chapter]) -> None:
    """Find what is wrong with the text before any cell runs."""
    texts = [assembly.text for assembly in _assembled(config, chapters, None, "html")]
    if defects := render("html", config, chapters, texts, dry=True).defects:
        raise BookError(defects)


def _assembled(
    config: Config, chapters: Sequence[Chapter], outputs: Sequence[Outputs] | None, fmt: str
) -> list[Assembly]:
    """Every chapter as Markdown for a format."""
    found = outputs if outputs is not None else [None] * len(chapters)
    return [
        assemble(chapter, shown, Style(fmt, _chapter_option(config, chapter, fmt)))
        for chapter, shown in zip(chapters, found, strict=True)
    ]


def _chapter_option(config: Config, chapter: Chapter, fmt: str) -> Callable[[str, object], object]:
    """Settings of a chapter: its front matter's, else the book's."""

    def option(name: str, default: object) -> object:
        own = getattr(chapter.meta.execute, name)
        return config.option(fmt, name, default) if own is None else own

    return option


def _typeset(
    config: Config,
    chapters: Sequence[Chapter],
    outputs: Sequence[Outputs],
    formats: Sequence[str],
    pool: ThreadPoolExecutor,
) -> _Typeset:
    """Render the formats side by side, the one that takes longer first.

    The HTML is rendered even if only the PDF is wanted: a book is checked in the same way
    whatever is made of it.

    Raises:
        BookError: with all that is wrong with the text.
    """
    pages = _assembled(config, chapters, outputs, "html")
    texts = [page.text for page in pages]
    pdf_job = pool.submit(_printed, config, chapters, outputs) if "pdf" in formats else None
    html_job = pool.submit(render, "html", config, chapters, texts)
    rendered = html_job.result()
    other, content = pdf_job.result() if pdf_job else (rendered, b"")
    if defects := list(dict.fromkeys([*rendered.defects, *other.defects])):
        raise BookError(defects)
    return _Typeset(pages, rendered, content)


def _printed(
    config: Config, chapters: Sequence[Chapter], outputs: Sequence[Outputs]
) -> tuple[Rendered, bytes]:
    """What pandoc made for the PDF, and the PDF where nothing is wrong with it."""
    made = _assembled(config, chapters, outputs, "typst")
    rendered = render("typst", config, chapters, [assembly.text for assembly in made])
    if rendered.defects:
        return rendered, b""
    with scratch_folder() as scratch:
        images = [file for file in rendered.files if file.get("image")]
        place_files(config, made, {file["path"]: file["path"] for file in images}, scratch)
        if defects := missing(chapters, images, scratch, "it in the project"):
            return replace(rendered, defects=defects), b""
        try:
            return rendered, pdf.typeset(config, chapters, rendered, scratch)
        except BookError as error:
            return replace(rendered, defects=list(error.defects)), b""


def _run_hooks(config: Config, name: str, folder: Path) -> None:
    """Run the command lines of a hook; the first that fails ends the build with its exit code.

    A line that begins with a Python file is run by this Python, as Quarto does.
    """
    environment = clean(QUARTO_PROJECT_OUTPUT_DIR=str(folder), QUARTO_PROJECT_ROOT=str(config.root))
    for command in getattr(config.data.project, name.replace("-", "_")):
        python = command.split()[0].endswith(".py")
        line = f"{shlex.quote(sys.executable)} {command}" if python else command
        code = commands.run(line, config.root, shell=True, env=environment).returncode
        if code:
            problem = f"{name} hook {command!r} ended with exit code {code}"
            raise BookError([Defect(CONFIG, "", problem, "0")], code)
