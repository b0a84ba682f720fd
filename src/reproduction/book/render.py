"""Hand assembled chapters to pandoc and read back what it made of them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, PIPE, TimeoutExpired
from typing import Any

import pypandoc

from reproduction.book.chapters import Chapter
from reproduction.book.commands import run
from reproduction.book.config import Config, as_list
from reproduction.book.errors import BookError
from reproduction.book.swap import scratch_folder

FILTER = Path(__file__).with_name("book.lua")
# Seconds that pandoc may take, and bytes of Markdown in each further second: a tenth of its speed.
QUICKEST, SLOWEST = 7, 20_000
MEMORY = "-M2g"
TAKEN = "expected what pandoc takes without a warning"
LUA = re.compile(r"^Error running Lua:|stack traceback:.*", re.DOTALL)
ELEMENT_ID = re.compile(r"""<[a-zA-Z][^<>]*?\sid=["']([^"']+)["']""")


@dataclass(frozen=True)
class Rendered:
    """What pandoc made of the whole book in one format.

    Attributes:
        chapters: one record a chapter: ``path``, ``output`` and, for HTML, ``sections``.
        files: links and images that name a file: ``chapter``, ``token``, ``path``, ``image``.
        defects: what is wrong with the text, by file and line.
        parsed: texts as pandoc reads them, by name: its JSON, empty where that is kept already.
    """

    chapters: list[dict[str, Any]]
    files: list[dict[str, Any]]
    defects: list[str]
    parsed: dict[str, str]


def render(
    fmt: str, config: Config, chapters: Sequence[Chapter], texts: Sequence[str], dry: bool = False
) -> Rendered:
    """Render Markdown texts, one a chapter, to ``html`` or ``typst``.

    A dry run has no outputs of cells yet, so it does not check that anchors exist.
    """
    result = run_pandoc(job(fmt, config, chapters, texts), config.root)
    sources = {chapter.path: chapter for chapter in chapters}
    defects = [
        f"{sources[found['chapter']].locate(found['token'])}: {found['what']}"
        for found in result["defects"]
    ]
    defects += [warning_defect(text, chapters) for text in result["warnings"]]
    if fmt == "html" and not dry:
        defects += anchor_defects(result, sources)
    return Rendered(result["chapters"], result["files"], defects, result["parsed"])


def job(
    fmt: str, config: Config, chapters: Sequence[Chapter], texts: Sequence[str]
) -> dict[str, Any]:
    """What ``book.lua`` needs to know."""
    meta = {
        "bibliography": as_list(config.data.get("bibliography")),
        "link-citations": config.data.get("link-citations", True),
        "lang": config.data.get("lang", "en"),
    }
    numbered = config.option(fmt, "number-sections", True)
    if "csl" in config.data:
        meta["csl"] = config.data["csl"]
    return {
        "format": fmt,
        "meta": meta,
        "kept": config.kept_dir.name,
        "number_depth": config.option(fmt, "number-depth", 6),
        "chapters": [
            {
                "path": chapter.path,
                "page": chapter.page,
                "text": text,
                "appendix": chapter.path in config.appendices,
                "number_sections": chapter.meta.get("number-sections", numbered),
            }
            for chapter, text in zip(chapters, texts, strict=True)
        ],
    }


def run_pandoc(content: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Run ``book.lua``; any warning of pandoc's is a defect of the text."""
    with scratch_folder() as scratch:
        question, answer = Path(scratch, "job.json"), Path(scratch, "result.json")
        question.write_text(json.dumps(content), encoding="utf-8")
        pandoc = [pypandoc.get_pandoc_path(), "+RTS", MEMORY, "-RTS", "lua"]
        command = [*pandoc, str(FILTER), str(question), str(answer)]
        limit = QUICKEST + question.stat().st_size / SLOWEST
        try:
            done = run(command, folder, limit, stdout=DEVNULL, stderr=PIPE)
        except TimeoutExpired:
            raise BookError(
                f"pandoc: still at work after {limit:.0f} s; expected chapters without very many "
                "brackets, backticks or links in one paragraph"
            ) from None
        if done.returncode:
            said = LUA.sub("", done.stderr).strip() or f"ended with exit code {done.returncode}"
            raise BookError(f"pandoc: {' '.join(said.split())}; {TAKEN}")
        warnings = [text.strip() for text in done.stderr.split("[WARNING]") if text.strip()]
        return {**json.loads(answer.read_text(encoding="utf-8")), "warnings": warnings}


def warning_defect(text: str, chapters: Sequence[Chapter]) -> str:
    """A warning of pandoc's, at the last line that holds what the warning quotes."""
    quoted = re.search(r"'([^']+)'", text)
    lines = [line for chapter in chapters for line in chapter.lines]
    places = [line.where for line in lines if quoted and quoted[1] in line.text]
    return f"{places[-1] if places else 'pandoc'}: {re.sub(r' at line .*', '', text)}; {TAKEN}"


def anchor_defects(result: dict[str, Any], sources: dict[str, Chapter]) -> Iterator[str]:
    """Ids that are on a page twice, and links to ids that are not on the page they name."""
    ids: dict[str, set[str]] = {}
    for chapter in result["chapters"]:
        source = sources[chapter["path"]]
        counts = Counter(ELEMENT_ID.findall(chapter["output"]))
        ids[source.path] = set(counts)
        for name in (name for name, count in counts.items() if count > 1):
            yield f"{source.locate(name)}: id {name} is twice on the page; expected once"
    for link in result["links"]:
        if link["id"] not in ids[link["target"]]:
            where = sources[link["chapter"]].locate(link["token"])
            yield f"{where}: link to {link['token']}; expected an id on that page"
