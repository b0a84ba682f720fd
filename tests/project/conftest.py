"""The books in a browser, opened as a reader would."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from in_browser import CHROMIUM, WIDTHS, QuietHandler, Site
from playwright.sync_api import Browser, Page, sync_playwright


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield opened
        opened.close()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder; gives the start of the addresses of its files."""
    handler = partial(QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module", params=["builder", "quarto"])
def site(request) -> Iterator[Site]:
    """The builder's book opened as files; Quarto's served, as its module scripts ask for it."""
    builder = request.param == "builder"
    folder = request.getfixturevalue("book" if builder else "quarto_book")
    with served(folder) as address:
        yield Site(request.param, folder, f"{folder.as_uri()}/" if builder else address, address)


@pytest.fixture
def opened(browser: Browser, site: Site) -> Iterator[Any]:
    """Opens a page; ``problems`` of it are messages, errors and requests to other places.

    A test of what a page stores opens it ``from_server``: Chromium may start a file that is loaded
    again in another process, before what the page stored has arrived there.
    """
    contexts = []

    def go(name: str, width: int = 1280, *, from_server: bool = False, **more: Any) -> Page:
        viewport = {"width": width, "height": WIDTHS[width]}
        context = browser.new_context(viewport=viewport, **more)
        contexts.append(context)
        page = context.new_page()
        page.problems = []

        def asked(url: str) -> None:
            if not url.startswith((site.address, site.served, "data:", "blob:")):
                page.problems.append(f"asks for {url}")

        page.on("request", lambda request: asked(request.url))
        page.on("console", lambda message: page.problems.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: page.problems.append(f"error: {error}"))
        page.goto(f"{site.served if from_server else site.address}{name}")
        return page

    yield go
    for context in contexts:
        context.close()


@pytest.fixture
def builder_only(site):
    if site.name != "builder":
        pytest.skip("Quarto has its own")
