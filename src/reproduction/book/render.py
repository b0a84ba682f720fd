"""Hand assembled chapters to pandoc and read back what it made of them."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from subprocess import DEVNULL, PIPE, TimeoutExpired
from typing import Any

import pypandoc

from reproduction.book.chapters import Chapter
from reproduction.book.commands import clean_environment, run
from reproduction.book.config import REMOTE, Config
from reproduction.book.folders import scratch_folder
from reproduction.book.reading import BookError
from reproduction.inputs.defects import Defect
from reproduction.inputs.text import read

# Not by pypandoc's own function, which runs it twice, in the user's environment.
PANDOC = Path(pypandoc.__file__).parent / "files" / "pandoc"
MAIN = Path(__file__).with_name("pandoc") / "main.lua"
# Seconds that pandoc may take, and bytes of Markdown in each further second: a tenth of its speed.
QUICKEST, SLOWEST = 7, 20_000
TAKEN = "what pandoc takes without a warning"
# Its own collector of garbage then runs more seldom, which saves a sixth of its time.
RUNTIME = ("+RTS", "-A64m", "-RTS")
UTF_8 = "C.UTF-8"  # pandoc reads the names of files in the encoding of the locale
LUA = re.compile(r"^Error running Lua:|stack traceback:.*", re.DOTALL)
ELEMENT_ID = re.compile(r"""<[a-zA-Z][^<>]*?\sid=["']([^"']+)["']""")


LIBRARIES = ("stylesheets", "scripts", "scripts_after_body")


@dataclass(frozen=True)
class Rendered:
    """What pandoc made of the whole book in one format.

    Attributes:
        chapters: one record a chapter: ``path``, ``output`` and, for HTML, ``sections``.
        files: links and images that name a file: ``chapter``, ``token``, ``path``, ``image``.
        libraries: what extensions add to pages: their ``folder`` in the book, and for each kind
            of file, as in `dependencies`, a list of paths in the project.
    """

    chapters: list[dict[str, Any]]
    files: list[dict[str, Any]]
    libraries: list[dict[str, Any]]

    def dependencies(self, *kinds: str) -> dict[str, str]:
        """Return files of extensions: paths in the project by paths in the book.

        Kinds are ``stylesheets``, ``scripts``, and ``scripts_after_body``.
        """
        return {
            f"{library['folder']}/{PurePosixPath(path).name}": path
            for library in self.libraries
            for kind in kinds
            for path in library[kind]
        }


def render(
    fmt: str, config: Config, chapters: Sequence[Chapter], texts: Sequence[str], dry: bool = False
) -> Rendered:
    """Render Markdown texts, one a chapter, to ``html`` or ``typst``.

    A dry run has no outputs of cells yet. It does not check that anchors exist, nor references
    where cells make Markdown.

    Raises:
        BookError: with all that is wrong with the text, by file and line.
    """
    result = _run_pandoc(_job(fmt, config, chapters, texts), config.root)
    sources = {chapter.path: chapter for chapter in chapters}
    cells = (cell for chapter in chapters for cell in chapter.cells)
    is_more_to_come = dry and any(cell.options.output == "asis" for cell in cells)
    defects = [
        _located(found, sources, config)
        for found in result["defects"]
        if not (is_more_to_come and found.get("may_come"))
    ]
    defects += [_warning_defect(text, chapters) for text in result["warnings"]]
    if fmt == "html" and not dry:
        defects += _anchor_defects(result, sources)
        defects += _remote_defects(result, sources)
    if defects:
        raise BookError(defects)
    return Rendered(result["chapters"], result["files"], result["dependencies"])


def _located(found: dict[str, Any], sources: dict[str, Chapter], config: Config) -> Defect:
    """Return a defect of Lua's: it has a file and line, or a chapter and what is in the line.

    What no chapter holds may come from the bibliography.
    """
    problem, expected = found["problem"], found.get("expected", "")
    if "file" in found:
        return Defect(found["file"], found["line"], problem, expected)
    token = found["token"]
    defect = Defect("references", "", problem, expected)
    if source := sources.get(found["chapter"]):
        defect = source.defect(token, problem, expected)
    for file in config.data.bibliography if not isinstance(defect.place, int) else ():
        for number, line in enumerate(read(config.root / file, file)[0].split("\n"), 1):
            if token in line:
                return Defect(file, number, problem, expected)
    return defect


def _job(
    fmt: str, config: Config, chapters: Sequence[Chapter], texts: Sequence[str]
) -> dict[str, Any]:
    """Return what ``main.lua`` needs to know."""
    data = config.data
    meta = {
        "bibliography": data.bibliography,
        "link-citations": data.link_citations,
        "lang": data.lang,
    }
    numbered = config.option(fmt, "number_sections", True)
    return {
        "format": fmt,
        "meta": meta | ({"csl": data.csl} if data.csl else {}),
        "filters": [{"path": str(each), "folder": str(each.parent)} for each in config.filters],
        "number_depth": config.option(fmt, "number_depth", 6),
        "chapters": [
            {
                "path": chapter.path,
                "page": chapter.page,
                "text": text,
                "appendix": chapter.path in config.appendices,
                "part": chapter.path in config.data.book.part_pages,
                "number_sections": numbered
                if chapter.meta.number_sections is None
                else chapter.meta.number_sections,
            }
            for chapter, text in zip(chapters, texts, strict=True)
        ],
    }


def _run_pandoc(content: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Run ``main.lua``; any warning of pandoc's is a defect of the text."""
    with scratch_folder() as scratch:
        question, answer = scratch / "job.json", scratch / "result.json"
        question.write_text(json.dumps(content), encoding="utf-8")
        pandoc = [str(PANDOC), *RUNTIME, "lua"]
        command = [*pandoc, str(MAIN), str(question), str(answer)]
        limit = QUICKEST + question.stat().st_size / SLOWEST
        try:
            done = run(
                command,
                folder,
                limit,
                env=clean_environment(LC_ALL=UTF_8, TMPDIR=str(scratch)),
                stdin=DEVNULL,
                stdout=DEVNULL,
                stderr=PIPE,
            )
        except TimeoutExpired:
            problem = f"timed out after {limit:.0f} s"
            expected = "chapters without very many brackets, backticks or links in one paragraph"
            raise BookError([Defect("pandoc", "", problem, expected)]) from None
        if done.returncode:
            said = LUA.sub("", done.stderr).strip() or f"ended with exit code {done.returncode}"
            raise BookError([Defect("pandoc", "", " ".join(said.split()), TAKEN)])
        warnings = [text.strip() for text in done.stderr.split("[WARNING]") if text.strip()]
        return {**json.loads(answer.read_text(encoding="utf-8")), "warnings": warnings}


def _warning_defect(text: str, chapters: Sequence[Chapter]) -> Defect:
    """Return a warning of pandoc's as a defect of the last line that holds what it quotes."""
    quoted = re.search(r"'([^']+)'", text)
    lines = [line for chapter in chapters for line in chapter.lines]
    places = [line.place for line in lines if quoted and quoted[1] in line.text]
    problem = re.sub(r" at line .*", "", text)
    return places[-1].defect(problem, TAKEN) if places else Defect("pandoc", "", problem, TAKEN)


def _remote_defects(result: dict[str, Any], sources: dict[str, Chapter]) -> Iterator[Defect]:
    """Yield what a page would load from elsewhere, which its policy forbids."""
    for chapter in result["chapters"]:
        for address in REMOTE.findall(chapter["output"]):
            problem = f"HTML that loads {address[:80]}"
            yield sources[chapter["path"]].defect(address, problem, "a file of the project")


def _anchor_defects(result: dict[str, Any], sources: dict[str, Chapter]) -> Iterator[Defect]:
    """Yield ids that are on a page twice, and links to ids that are not on the page they name."""
    ids: dict[str, set[str]] = {}
    for chapter in result["chapters"]:
        source = sources[chapter["path"]]
        counts = Counter(ELEMENT_ID.findall(chapter["output"]))
        ids[source.path] = set(counts)
        for name in (name for name, count in counts.items() if count > 1):
            yield source.defect(name, f"id {name} is twice on the page", "once")
    for link in result["links"]:
        if link["id"] not in ids[link["target"]]:
            source, token = sources[link["chapter"]], link["token"]
            yield source.defect(token, f"link to {token}", "an id on that page")
