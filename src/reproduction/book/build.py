"""Build the book: check everything, run the chapters, write, then swap the folders."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from reproduction.book import commands, html, pdf
from reproduction.book.assemble import Assembly, Style, assemble
from reproduction.book.cache import Cache
from reproduction.book.chapters import Chapter, parse
from reproduction.book.config import CONFIG, Config, as_list, read_config
from reproduction.book.errors import BookError
from reproduction.book.execute import Outputs, Runner, run_chapters
from reproduction.book.render import Rendered, render
from reproduction.book.swap import scratch_folder, swapped_in

FORMATS = ("html", "pdf")


@dataclass(frozen=True)
class Typeset:
    """What became of the chapters and their outputs, before it is written anywhere.

    Attributes:
        pages: every chapter as Markdown for HTML, with its images.
        html: what pandoc made of them.
        pdf: the PDF, empty if none was asked for.
        parsed: of both formats, as in `Rendered`.
    """

    pages: Sequence[Assembly]
    html: Rendered
    pdf: bytes
    parsed: Mapping[str, str]


@dataclass(frozen=True)
class Draft:
    """A book typeset from files that may change yet, and what it was made of."""

    chapters: Sequence[Chapter]
    keys: Mapping[str, str]
    book: Typeset


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
    report: Callable[[str], None] = print,
) -> BuildResult:
    """Build a Quarto book project without Quarto.

    Args:
        project: the folder that holds ``_quarto.yml``.
        formats: ``html``, ``pdf`` or both. The result holds these and nothing else.
        output_dir: where the book goes; by default where ``_quarto.yml`` says.
        report: called with one short line for each step that is done.

    Raises:
        BookError: if the book cannot be made; a book that was there before is left as it was.
    """
    if not formats or set(formats) - set(FORMATS):
        raise BookError(f"formats {', '.join(formats)}; expected html, pdf or both")
    config = read_config(Path(project).resolve())
    target = checked_target(config, output_dir)
    how = runner(config)
    with swapped_in(target) as folder, commands.side_by_side() as pool:
        hook = pool.submit(run_hooks, config, "pre-render", folder)
        draft = drafted(config, how, formats, pool) if config.hooks("pre-render") else None
        hook.result()
        chapters = read_chapters(config)
        cache = Cache(config, chapters, how)
        if any(cache.get(chapter) is None for chapter in chapters):
            check(config, chapters)
        outputs = run_chapters(chapters, how, report, cache.get)
        if draft and (draft.chapters, draft.keys) == (chapters, cache.keys):
            book = draft.book
        else:
            book = typeset(config, chapters, outputs, formats, pool)
        write(config, chapters, book, formats, folder, report)
        run_hooks(config, "post-render", folder)
        if "html" in formats:
            check_files(chapters, book.html, folder)
        cache.keep(chapters, outputs, book.parsed)
    pages = tuple(target / c.page for c in chapters) if "html" in formats else ()
    return BuildResult(target, pages, target / config.pdf_name if "pdf" in formats else None)


def checked_target(config: Config, output_dir: Path | None) -> Path:
    """The output folder, refused where replacing it would delete something else."""
    target = (output_dir or config.output_dir).resolve()
    if target == config.root or target in config.root.parents:
        raise BookError(f"output folder {target} holds the project; expected a folder of its own")
    own = target == config.output_dir.resolve() and target.name.startswith("_")
    if target.exists() and not target.is_dir():
        raise BookError(f"output folder {target} is a file; expected a folder")
    is_book = own or (target / "index.html").exists() or any(target.glob("*.pdf"))
    if target.is_dir() and any(target.iterdir()) and not is_book:
        raise BookError(f"output folder {target} is not empty; expected a book or no folder")
    return target


def drafted(
    config: Config, how: Runner, formats: Sequence[str], pool: ThreadPoolExecutor
) -> Draft | None:
    """The book as its files are before the hook has ended; None where a chapter has to run."""
    try:
        chapters = read_chapters(config)
        cache = Cache(config, chapters, how)
        outputs = [found for chapter in chapters if (found := cache.get(chapter)) is not None]
        if len(outputs) < len(chapters):
            return None
        return Draft(chapters, cache.keys, typeset(config, chapters, outputs, formats, pool))
    except (BookError, OSError, ValueError):  # what is still wrong after the hook is said then
        return None


def read_chapters(config: Config) -> list[Chapter]:
    """Parse every chapter, and report all defects of all chapters at once."""
    parsed = [parse(config.root, path) for path in config.chapters]
    defects = [defect for _, found in parsed for defect in found]
    labels: dict[str, str] = {}
    for chapter, _ in parsed:
        for cell in chapter.cells:
            label = cell.options.get("label")
            if label and label in labels:
                defects.append(f"{cell.where}: label {label} is also at {labels[label]}; "
                               "expected another")  # fmt: skip
            labels[str(label)] = cell.where
    if defects:
        raise BookError(defects)
    return [chapter for chapter, _ in parsed]


def runner(config: Config) -> Runner:
    """How ``_quarto.yml`` wants cells run."""
    at_root = config.data["project"].get("execute-dir") == "project"
    width, height = (config.option("html", key, size)
                     for key, size in (("fig-width", 7), ("fig-height", 5)))  # fmt: skip
    return Runner(
        folder=lambda path: config.root if at_root else (config.root / path).parent,
        figure_size=(width, height),
        evaluate=config.option("html", "eval", True),
    )


def check(config: Config, chapters: Sequence[Chapter]) -> None:
    """Find what is wrong with the text before any cell runs."""
    texts = [assembly.text for assembly in assembled(config, chapters, None, "html")]
    makes_markdown = any(
        cell.options.get("output") == "asis" for chapter in chapters for cell in chapter.cells
    )
    defects = render("html", config, chapters, texts, dry=True).defects
    if makes_markdown:  # what a reference lacks may come from a cell
        defects = [defect for defect in defects if "refers to nothing" not in defect]
    if defects:
        raise BookError(defects)


def assembled(
    config: Config, chapters: Sequence[Chapter], outputs: Sequence[Outputs] | None, fmt: str
) -> list[Assembly]:
    """Every chapter as Markdown for a format."""
    found = outputs if outputs is not None else [None] * len(chapters)
    return [
        assemble(chapter, shown, Style(fmt, chapter_option(config, chapter, fmt)))
        for chapter, shown in zip(chapters, found, strict=True)
    ]


def chapter_option(config: Config, chapter: Chapter, fmt: str) -> Callable[[str, object], object]:
    """Settings of a chapter: its front matter's, else the book's."""
    own: Mapping[str, object] = chapter.meta.get("execute") or {}
    return lambda key, default: own[key] if key in own else config.option(fmt, key, default)


def typeset(
    config: Config, chapters: Sequence[Chapter], outputs: Sequence[Outputs],
    formats: Sequence[str], pool: ThreadPoolExecutor,
) -> Typeset:  # fmt: skip
    """Render the formats side by side, the one that takes longer first.

    The HTML is rendered even if only the PDF is wanted: a book is checked in the same way
    whatever is made of it.

    Raises:
        BookError: with all that is wrong with the text.
    """
    pages = assembled(config, chapters, outputs, "html")
    texts = [page.text for page in pages]
    pdf_job = pool.submit(printed, config, chapters, outputs) if "pdf" in formats else None
    html_job = pool.submit(render, "html", config, chapters, texts)
    rendered = html_job.result()
    other, content = pdf_job.result() if pdf_job else (rendered, b"")
    if defects := list(dict.fromkeys([*rendered.defects, *other.defects])):
        raise BookError(defects)
    return Typeset(pages, rendered, content, {**other.parsed, **rendered.parsed})


def printed(
    config: Config, chapters: Sequence[Chapter], outputs: Sequence[Outputs]
) -> tuple[Rendered, bytes]:
    """What pandoc made for the PDF, and the PDF where nothing is wrong with it."""
    made = assembled(config, chapters, outputs, "typst")
    rendered = render("typst", config, chapters, [assembly.text for assembly in made])
    if rendered.defects:
        return rendered, b""
    with scratch_folder() as scratch:
        place_files(config, made, images(rendered), Path(scratch))
        try:
            return rendered, pdf.typeset(config, rendered, Path(scratch))
        except BookError as error:
            return replace(rendered, defects=error.defects), b""


def write(
    config: Config, chapters: Sequence[Chapter], book: Typeset, formats: Sequence[str],
    folder: Path, report: Callable[[str], None],
) -> None:  # fmt: skip
    """Write the formats into ``folder``."""
    if "html" in formats:
        write_html(config, chapters, book.pages, book.html, folder)
        report("HTML")
    if "pdf" in formats:
        (folder / config.pdf_name).write_bytes(book.pdf)
        report("PDF")


def write_html(
    config: Config, chapters: Sequence[Chapter], made: Sequence[Assembly],
    rendered: Rendered, folder: Path,
) -> None:  # fmt: skip
    """Write pages, stylesheets, scripts, images, sources and the files that pages link to."""
    for page, text in html.pages(config, chapters, rendered).items():
        path = folder / page
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    linked = [*config.chapters, *(file["path"] for file in rendered.files)]
    place_files(
        config,
        made,
        [
            *as_list(config.option("html", "css")),
            *config.contributed(".css"),
            *config.contributed(".js"),
            *linked,
        ],
        folder,
    )


def images(rendered: Rendered) -> list[str]:
    """Paths of the images that a format shows."""
    return [file["path"] for file in rendered.files if file.get("image")]


def place_files(
    config: Config, made: Sequence[Assembly], paths: Sequence[str], folder: Path
) -> None:
    """Write the cells' images and copy the project's files to the same paths in ``folder``."""
    for assembly in made:
        for name, content in assembly.images.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    for name in paths:
        source, path = (config.root / name).resolve(), folder / name
        if source.is_file() and source.is_relative_to(config.root) and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, path)


def check_files(chapters: Sequence[Chapter], rendered: Rendered, folder: Path) -> None:
    """Every file that a page names is in the book, be it made by a hook."""
    sources = {chapter.path: chapter for chapter in chapters}
    defects = [
        f"{sources[file['chapter']].locate(file['token'])}: {file['token']}: no such file; "
        "expected it in the project or made by post-render"
        for file in rendered.files
        if not (folder / file["path"]).exists()
    ]
    if defects:
        raise BookError(defects)


def run_hooks(config: Config, name: str, folder: Path) -> None:
    """Run the command lines of a hook; the first that fails ends the build with its exit code."""
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "QUARTO_PROJECT_OUTPUT_DIR": str(folder),
        "QUARTO_PROJECT_ROOT": str(config.root),
    }
    for command in config.hooks(name):
        done = commands.run(command, config.root, shell=True, env=environment)
        if done.returncode:
            raise BookError(
                f"{CONFIG}: {name} hook {command!r} ended with exit code {done.returncode}; "
                "expected 0", done.returncode,
            )  # fmt: skip
