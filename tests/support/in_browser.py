"""The book in a real browser: Chromium, as Debian and others package it, driven by Playwright."""

import os
import shutil
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import NamedTuple

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from letter.data import paths

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
WCAG_2_1_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
PAGES = ["index", *sorted(f"report/{path.stem}" for path in paths.REPORT.glob("[!_]*.qmd"))]
WIDTHS = {1280: 900, 820: 1180, 375: 740}

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason=f"no Chromium: none of {', '.join(NAMES)} is on PATH"
)


class Site(NamedTuple):
    """A book, the address at which its pages are opened, and the one at which they are served."""

    name: str
    folder: Path
    address: str
    served: str


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *_: object) -> None:
        """Write no log."""

    def do_GET(self) -> None:
        """Answer with a file; a browser asks for an icon unasked."""
        if self.path == "/favicon.ico":
            self.send_response(204)
            self.end_headers()
        else:
            super().do_GET()


def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.1 A and AA."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    options = {"runOnly": WCAG_2_1_AA, "preload": False, "resultTypes": ["violations"]}
    run = "options => axe.run(document, options).then(results => results.violations)"
    found = page.evaluate(run, options)
    return [
        f"{rule['id']}: {node['html'][:150]} {node['any'][:1]}"
        for rule in found
        for node in rule["nodes"]
    ]
