"""Markdown as pandoc reads it."""

import json
from collections.abc import Iterator
from typing import Any

import pypandoc


def pandoc(markdown: str) -> list[Any]:
    return json.loads(pypandoc.convert_text(markdown, "json", format="markdown"))["blocks"]


def elements(node: Any, kind: str) -> Iterator[Any]:
    """The contents of all elements of one kind, anywhere below."""
    if isinstance(node, list):
        for part in node:
            yield from elements(part, kind)
    elif isinstance(node, dict):
        if node.get("t") == kind:
            yield node.get("c")
        yield from elements(node.get("c"), kind)
