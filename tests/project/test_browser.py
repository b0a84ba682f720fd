"""Every page in a real browser, and the book's own tables, figures and code."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from in_browser import PAGES, WIDTHS, Site, needs_chromium, violations

pytestmark = needs_chromium

# --- Every page

SCROLLING = """[...document.querySelectorAll(".table-frame")]
  .filter(frame => frame.scrollWidth > frame.clientWidth).map(frame => frame.ariaLabel)"""


# By default every second page is examined, in one of the first two looks in turn.
LOOKS = ((1280, "light"), (375, "dark"))
LONGEST = ("report/checks",)  # six seconds
MORE = ((1280, "dark"), (820, "light"), (820, "dark"), (375, "light"))


def looks() -> Iterator[Any]:
    """Every page at every width, light and dark."""
    for number, name in enumerate(PAGES):
        first = LOOKS[number // 2 % 2]
        marks = pytest.mark.slow if number % 2 or name in LONGEST else ()
        yield pytest.param(name, *first, marks=marks)
        for look in (look for look in (*LOOKS, *MORE) if look != first):
            yield pytest.param(name, *look, marks=pytest.mark.slow)


@pytest.mark.parametrize(("name", "width", "scheme"), [*looks()])
def test_a_page_is_whole_and_accessible(opened, site, name, width, scheme):
    page = opened(f"{name}.html", width, color_scheme=scheme)
    assert violations(page) == []
    for each, height in WIDTHS.items():
        page.set_viewport_size({"width": each, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") == each
        if (site.name, each) == ("builder", 1280):
            assert page.evaluate(SCROLLING) == []
    assert page.problems == []


@pytest.mark.usefixtures("builder_only")  # Quarto's script looks at the scheme once
def test_a_page_follows_the_systems_scheme_while_it_is_open(opened):
    page = opened("report/survival.html", color_scheme="light")
    back = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(back)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(back) != light
    assert violations(page) == []


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
        f"{page}: {link}"
        for page, found in links.items()
        for link in found
        if link and not leads_somewhere(link, site, ids)
    ]
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


# --- The first screen


def test_the_first_screen_has_the_verdict_the_curve_the_findings_and_the_box(opened):
    page = opened("index.html", 1280)
    floor = page.locator(".unit-strip").bounding_box()["y"]
    lines = page.locator(".two-columns ul li")
    parts = (page.locator("main p", has_text="main result"), *lines.all(), page.locator(".callout"))
    for part in parts:
        box = part.first.bounding_box()
        assert box["y"] > 0
        assert box["y"] + box["height"] <= floor
    assert lines.count() == 5
    assert {round(line.bounding_box()["height"]) < 30 for line in lines.all()} == {True}
    axis = page.locator(".drawing svg:visible text", has_text="Months from").first.bounding_box()
    assert axis["y"] + axis["height"] <= floor


# --- Tables, figures and code


@pytest.mark.parametrize(
    ("name", "scrolls"), [("report/statistical-review", True), ("report/estimates", False)]
)
def test_on_a_phone_a_table_that_scrolls_says_so(opened, name, scrolls):
    page = opened(f"{name}.html", 375)
    hints = page.locator(".scroll-hint:visible")
    assert hints.count() > 0 if scrolls else hints.count() == 0
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_function(
        "() => ![...document.querySelectorAll('.scroll-hint')].some(h => !h.hidden)"
    )


def test_on_a_phone_a_status_is_a_card_with_its_counts_named(opened):
    page = opened("index.html", 375)
    rows = page.locator(".status-table tbody tr")
    assert {row.evaluate("row => row.scrollWidth <= row.clientWidth") for row in rows.all()} == {
        True
    }
    words = "e => getComputedStyle(e, '::after').content"
    cells = rows.first.locator("td")
    assert [cells.nth(n).evaluate(words) for n in (1, 2, 3)] == [
        '" numbers"',
        '" sharp"',
        '" bounded"',
    ]
    assert cells.last.bounding_box()["y"] > cells.first.bounding_box()["y"]


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
@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("name", ["index", "report/survival"])
def test_a_figure_opens_larger_than_it_was_and_leads_back(opened, name, width):
    page = opened(f"{name}.html", width)
    drawing = page.locator(".drawing").first.locator("svg:visible")
    button = page.locator(".drawing-enlarge").first
    before = drawing.bounding_box()["width"]
    button.press("Enter")
    page.locator(":popover-open").wait_for()
    assert button.inner_text() == "Back to the page"
    assert drawing.bounding_box()["width"] > 0.9 * min(width, 72 * 16)
    assert drawing.bounding_box()["width"] > before
    button.press("Enter")
    page.get_by_role("button", name="Enlarge").first.wait_for()
    assert drawing.bounding_box()["width"] == before
    assert page.problems == []


@pytest.mark.usefixtures("builder_only")
def test_code_can_be_copied(opened):
    page = opened("report/references.html", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").first.click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("@article{gokbuget2017,")
