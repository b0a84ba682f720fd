"""The book in a real browser: Chromium, as Debian and others package it, driven by Playwright."""

import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urldefrag, urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from letter.data import paths
from reproduction.loading import load

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
WCAG_2_1_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
PAGES = ["index", *sorted(f"report/{path.stem}" for path in paths.REPORT.glob("[!_]*.qmd"))]
WIDTHS = {1280: 900, 375: 740}

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason=f"no Chromium: none of {', '.join(NAMES)} is on PATH"
)


class Site(NamedTuple):
    """A book, where it is served, and the start of the addresses that its pages may ask for."""

    name: str
    folder: Path
    address: str


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield opened
        opened.close()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        if self.path == "/favicon.ico":  # a browser asks for it unasked
            self.send_response(204)
            self.end_headers()
        else:
            super().do_GET()


@pytest.fixture(scope="module", params=["builder", "quarto"])
def site(request) -> Iterator[Site]:
    """The builder's book opened as files; Quarto's served, as its module scripts ask for it."""
    if request.param == "builder":
        folder = request.getfixturevalue("book")
        yield Site("builder", folder, folder.as_uri() + "/")
        return
    folder = request.getfixturevalue("quarto_book")
    handler = partial(QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Site("quarto", folder, f"http://127.0.0.1:{server.server_port}/")
        server.shutdown()


@pytest.fixture
def opened(browser: Browser, site: Site) -> Iterator[Any]:
    """Opens a page; ``problems`` of it are messages, errors and requests to other places."""
    contexts = []

    def go(name: str, width: int = 1280, **more: Any) -> Page:
        viewport = {"width": width, "height": WIDTHS[width]}
        context = browser.new_context(viewport=viewport, **more)
        contexts.append(context)
        page = context.new_page()
        page.problems = []

        def asked(url: str) -> None:
            if not url.startswith((site.address, "data:", "blob:")):
                page.problems.append(f"asks for {url}")

        page.on("request", lambda request: asked(request.url))
        page.on("console", lambda message: page.problems.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: page.problems.append(f"error: {error}"))
        page.goto(f"{site.address}{name}")
        return page

    yield go
    for context in contexts:
        context.close()


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


# --- Every page

SCROLLING = """[...document.querySelectorAll(".table-frame")]
  .filter(frame => frame.scrollWidth > frame.clientWidth).map(frame => frame.ariaLabel)"""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_and_accessible_light_and_dark(opened, site, name, width):
    page = opened(f"{name}.html", width)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        if site.name == "quarto":  # whose script looks at the scheme once
            page.reload()
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert [scheme, *violations(page)] == [scheme]
        assert page.problems == []
    if (site.name, width) == ("builder", 1280):
        assert page.evaluate(SCROLLING) == []


def test_every_link_and_anchor_leads_somewhere(opened, site):
    links: dict[str, list[str]] = {}
    ids: dict[str, set[str]] = {}
    page = opened(f"{PAGES[0]}.html")
    for name in PAGES:
        page.goto(f"{site.address}{name}.html")
        links[page.url] = page.evaluate(
            "[...document.querySelectorAll('[href], [src]')].map(e => e.href || e.src)"
        )
        ids[page.url] = {
            "",
            *page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)"),
        }
    wrong = [
        f"{page}: {link}" for page, found in links.items() for link in found
        if link and not leads_somewhere(link, site, ids)
    ]  # fmt: skip
    assert wrong == []
    assert sum(map(len, links.values())) > 1000


def leads_somewhere(link: str, site: Site, ids: Mapping[str, set[str]]) -> bool:
    """True: an address elsewhere by https, or a file and an id of the book."""
    address, fragment = urldefrag(link)
    if not address.startswith(site.address):
        return urlsplit(link).scheme in ("https", "data", "javascript")
    address += "index.html" if address.endswith("/") else ""
    if address in ids:
        return unquote(fragment) in ids[address]
    return not fragment and (site.folder / unquote(address.removeprefix(site.address))).is_file()


# --- Claims


CLAIM = "main p a.claim"


def test_a_claim_opens_on_hover_and_on_focus_and_closes(opened):
    page = opened("report/response.html")
    claim, popover = page.locator(CLAIM).first, page.locator("#claim-popover")
    assert popover.is_hidden()

    claim.hover()
    assert popover.inner_text().split("\n") == [
        "status", "reproduced", "printed in", "p4", "printed", "80%, 16, 20",
        "computed", "80%, 16, 20", "patients", "1, 3–11, 13, 15–19",
        "check", "mrd_responses", "", "See it in the ledger",
    ]  # fmt: skip
    page.mouse.move(0, 0)
    popover.wait_for(state="hidden")

    claim.focus()
    assert popover.is_visible()
    assert claim.get_attribute("aria-describedby") == "claim-popover"
    page.keyboard.press("Escape")
    assert popover.is_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/ledger.html#claim-mrd-responses")


def test_a_claim_opens_on_a_tap_and_a_second_one_follows_it(opened):
    page = opened("report/response.html", 375, has_touch=True, is_mobile=True)
    claim, popover = page.locator(CLAIM).first, page.locator("#claim-popover")
    claim.tap()
    assert popover.is_visible()
    box = popover.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 375
    page.locator("h1").first.tap()
    assert popover.is_hidden()
    claim.tap()
    popover.get_by_role("link").tap()
    page.wait_for_url("**/ledger.html#claim-mrd-responses")


def test_the_front_page_shows_every_number_by_status(opened):
    page = opened("index.html")
    outcome = load(paths.PROJECT).outcome
    shown = {
        status: page.locator(f".number-map .chip.status-{status.replace('_', '-')}").count()
        for status in outcome.by_status
    }
    assert shown == outcome.by_status
    links = page.eval_on_selector_all(".number-map a.claim", "all => all.map(e => e.hash)")
    assert links == [f"#claim-{result.entry.id}" for result in outcome.results]
    first = page.locator(".number-map a.claim").first
    assert first.get_attribute("aria-label") == ">80% <50%, cited"


# --- Searches


def test_the_ledger_can_be_searched(opened):
    page = opened("report/ledger.html")
    rows = page.locator("main tbody tr")
    total = rows.count()
    page.get_by_role("searchbox", name="Search the ledger").fill("contradicted months")
    found = [row.inner_text() for row in rows.all() if row.is_visible()]
    assert 0 < len(found) < 5
    assert all("contradicted" in row for row in found)
    assert page.locator(".ledger-search [role=status]").inner_text() == (
        f"{len(found)} of {total} claims"
    )


@pytest.fixture
def builder_only(site):
    if site.name != "builder":
        pytest.skip("Quarto has its own")


@pytest.mark.usefixtures("builder_only")
def test_the_book_can_be_searched_by_keyboard(opened):
    page = opened("report/response.html")
    page.get_by_role("searchbox", name="Search this book").focus()
    page.keyboard.type("molecular failure first remission figure")
    hits = page.locator(".find li a")
    hits.first.wait_for()
    assert page.locator(".find [role=status]").inner_text() == f"{hits.count()} sections"
    page.keyboard.press("Escape")
    assert hits.count() == 0
    page.keyboard.type("dasatinib")
    page.keyboard.press("ArrowDown")
    assert hits.first.evaluate("e => e === document.activeElement")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/response.html#sec-response-lasting")
    page.get_by_role("searchbox", name="Search this book").fill("no such words")
    assert page.locator(".find [role=status]").inner_text() == "No sections"
    assert page.problems == []


# --- Tables, figures and code


SCROLL = """row => {
  let frame = row;
  while (!/auto|scroll/.test(getComputedStyle(frame).overflowX)) frame = frame.parentElement;
  frame.scrollLeft = 80;
}"""


@pytest.mark.parametrize(
    ("name", "table"), [("report/transplantation", "#tbl-2"), ("report/survival", "#tbl-estimates")]
)
def test_on_a_phone_a_table_scrolls_and_its_first_column_stays(opened, name, table):
    page = opened(f"{name}.html", 375)
    cells = page.locator(f"{table} tbody tr").nth(4).locator("th, td")
    before = [cells.nth(n).bounding_box()["x"] for n in (0, 2)]
    page.eval_on_selector(f"{table} tbody tr", SCROLL)
    after = [cells.nth(n).bounding_box()["x"] for n in (0, 2)]
    assert after == [before[0], before[1] - 80]


@pytest.mark.usefixtures("builder_only")
def test_a_figure_opens_at_full_size(opened):
    page = opened("report/survival.html", 375)
    page.locator("#fig-1a a.enlarge").press("Enter")
    page.wait_for_url("**/fig-1a.svg")
    assert page.problems == []


@pytest.mark.usefixtures("builder_only")
def test_code_can_be_copied(opened):
    page = opened("report/references.html", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").first.click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("@article{gokbuget2017,")
