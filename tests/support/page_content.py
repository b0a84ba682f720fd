"""What a reader of a page gets, whoever rendered it: to compare two renderers."""

from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path


class Content(HTMLParser):
    """What a reader of one page gets, whoever rendered it.

    ``found`` has the texts of headings, captions, table cells, cross-references and claims.
    """

    WHAT: Mapping[str, str] = {
        **dict.fromkeys(("h1", "h2", "h3", "h4"), "headings"),
        "figcaption": "captions",
        "td": "cells",
        "th": "cells",
    }
    VOID = frozenset({"br", "img", "meta", "link", "input", "hr", "col", "wbr", "source"})

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {
            kind: [] for kind in ("headings", "captions", "cells", "references", "claims")
        }
        self._open: list[tuple[str, str | None, list[str]]] = []
        self._in_main = False
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "main":
            self._in_main = True
        if tag in self.VOID:
            return
        kind = self._kind(tag, dict(attrs)) if self._in_main else None
        self._open.append((tag, kind, []))

    def _kind(self, tag: str, attributes: dict[str, str | None]) -> str | None:
        classes = (attributes.get("class") or "").split()
        if tag == "a" and "claim" in classes:
            facts = sorted((k, v or "") for k, v in attributes.items() if k.startswith("data-"))
            self.found["claims"].append(repr(facts))
            return None
        if tag == "a" and "quarto-xref" in classes:
            return "references"
        return self.WHAT.get(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._in_main = False
        while self._open:
            name, kind, text = self._open.pop()
            joined = "".join(text)
            if kind:
                self.found[kind].append(" ".join(joined.split()))
            if self._open:
                self._open[-1][2].append(joined)
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] not in ("script", "style"):
            self._open[-1][2].append(data)


def content(page: Path) -> dict[str, list[str]]:
    parser = Content()
    parser.feed(page.read_text(encoding="utf-8"))
    return parser.found
