"""The book's search, its themes, and the foot of its pages in a browser."""

import pytest
from in_browser import needs_chromium, violations

pytestmark = needs_chromium
CLAIM = "main p a.claim"


@pytest.mark.usefixtures("builder_only")
def test_the_book_can_be_searched_by_keyboard(opened):
    page = opened("report/response.html")
    page.get_by_role("searchbox", name="Search this book").focus()
    page.keyboard.type("dasatinib imatinib")
    hits, said = page.locator(".find li a"), page.locator(".find [role=status]")
    hits.first.wait_for()
    assert said.inner_text().startswith(f"{hits.count()} sections")
    page.keyboard.press("Escape")
    assert hits.count() == 0
    for word in ("pdf", "download"):
        page.keyboard.type(word)
        assert hits.first.locator("span").first.inner_text() == "PDF and downloads"
        page.keyboard.press("Escape")
    page.keyboard.type("dasatinib")
    snippets = [hit.locator("span").last.inner_text().split(" ")[1] for hit in hits.all()]
    text = page.evaluate("sections.map(section => ` ${section[3]} `).join(' ')")
    assert all(f" {word} " in text for word in snippets)
    page.keyboard.press("ArrowDown")
    assert hits.first.evaluate("e => e === document.activeElement")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    page.keyboard.type("follow-up and remission")
    page.keyboard.press("Enter")
    page.wait_for_url("**/survival.html#sec-follow-up")
    page.get_by_role("searchbox", name="Search this book").fill("no such words")
    said.filter(has_text="No sections").wait_for()
    assert page.problems == []


LOOKS = """([dark, scheme]) => {
  const paper = getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g);
  const ink = document.querySelector(".drawing text, .drawing path");
  return (paper[0] < 60) === dark && getComputedStyle(ink.closest("svg")).colorScheme === scheme;
}"""


@pytest.mark.parametrize(
    ("system", "chosen"),
    [("light", "dark"), pytest.param("dark", "light", marks=pytest.mark.slow)],
)
def test_a_theme_chosen_by_hand_holds_against_the_systems(opened, site, system, chosen):
    page = opened("report/survival.html", from_server=True, color_scheme=system)
    if site.name == "builder":
        page.get_by_role("combobox", name="Theme").select_option(chosen)
    else:
        page.locator(".quarto-color-scheme-toggle:visible").first.click()
    for _ in range(2):
        page.wait_for_function(LOOKS, arg=[chosen == "dark", chosen])
        page.locator(CLAIM).first.focus()
        back = page.locator("#claim-popover").evaluate("e => getComputedStyle(e).backgroundColor")
        assert back == ("rgb(29, 39, 51)" if chosen == "dark" else "rgb(255, 255, 255)")
        assert violations(page) == []
        page.reload()
    assert page.problems == []


def test_every_page_ends_with_links_and_an_abbreviation_explains_itself(opened, site):
    page = opened("report/response.html")
    foot = page.locator("footer" if site.name == "builder" else ".nav-footer")
    names = foot.locator("a").all_inner_texts()
    assert names[:2] == ["PDF", "Certificate"]
    foot.get_by_role("link", name="Certificate").click()
    page.wait_for_url("**/certificate.html")
    assert "cohort.csv" in page.locator("main").inner_text()
    page.goto(page.url.replace("certificate", "response"))
    short = page.locator("main p abbr", has_text="MRD").first
    assert short.get_attribute("title") == "minimal residual disease"
