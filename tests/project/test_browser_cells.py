"""The page of the cells in a browser: by keyboard, by tap, and what it says."""

import pytest
from in_browser import needs_chromium, violations

pytestmark = needs_chromium

PAGE = "report/cells.html"
SAID = "#cell-changes [role=status]"


def lost(page, part: str) -> list[str]:
    return page.eval_on_selector_all(
        f"{part} .lost > li", "all => all.map(e => e.querySelector('a').hash)"
    )


@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.slow), 375])
def test_a_cell_is_chosen_and_changed_by_keyboard(opened, width):
    page = opened(PAGE, width)
    first = page.locator("#table-cells button.carries").first
    assert page.locator("#table-cells button.carries[tabindex='0']").count() == 1
    first.focus()
    # From patient 1's sex to patient 2's, and on to the time to transplantation.
    page.keyboard.press("ArrowDown")
    while "months to HSCT" not in focused(page):
        page.keyboard.press("ArrowRight")
    assert focused(page) == "–: patient 2, months to HSCT, 8 numbers"
    page.keyboard.press("Enter")
    said = page.locator(SAID)
    assert said.inner_text() == (
        "With months to HSCT 2.2 instead of –, 8 of 219 numbers, in 5 claims, no longer have the "
        "status expected of them; 1 of these now agrees. "
        "Five-year relapse-free survival (Kaplan-Meier) stays 53% (95% CI 29 to 72)."
    )
    assert lost(page, "#cell-changes") == [
        "#claim-transplanted",
        "#claim-remission-by-transplant",
        "#claim-untreated-ph-negative",
        "#claim-transplant-related-death",
        "#claim-table1-transplant",
    ]
    assert "printed Nine, computed 10: contradicted" in page.locator("#cell-changes").inner_text()

    # The change has the focus; Escape leads back to the cell.
    assert page.evaluate("document.activeElement.type") == "radio"
    page.keyboard.press("Escape")
    assert focused(page) == "–: patient 2, months to HSCT, 8 numbers"
    page.keyboard.press("ArrowLeft")  # patient 2 has no months of response, so nothing to change
    assert focused(page) == "No: patient 2, MRD response, 5 numbers"
    page.keyboard.press("Enter")
    assert "(and with it months of MRD response 1.0*)" in said.inner_text()
    page.keyboard.press("ArrowDown")
    assert "(and with it months of MRD response 1.0)," in said.inner_text()
    assert page.locator("[aria-pressed='true']").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert [scheme, *violations(page)] == [scheme]
    assert page.problems == []


def focused(page) -> str:
    return page.evaluate("document.activeElement.ariaLabel || ''")


def test_on_a_phone_a_tapped_cell_shows_what_follows(opened):
    page = opened(PAGE, 375, has_touch=True, is_mobile=True)
    page.locator("[data-cell='12 event_type']").tap()
    said = page.locator(SAID)
    assert said.is_visible()
    box = said.bounding_box()
    assert 0 <= box["y"] <= 740
    assert "changes from 53% (95% CI 29 to 72) to 53%" not in said.inner_text()
    page.get_by_role("button", name="Back to the table").tap()
    assert focused(page).startswith("–: patient 12, type of event")


@pytest.mark.parametrize("width", [1280, pytest.param(375, marks=pytest.mark.slow)])
def test_readings_are_switched_and_combined_by_keyboard(opened, width):
    page = opened(PAGE, width)
    said = page.locator("#readings [role=status]")
    assert said.inner_text().startswith("With these readings, all 219 numbers keep the status")
    page.get_by_label("is censored (the letter)").focus()
    page.keyboard.press("ArrowDown")
    assert "16 of 219 numbers" in said.inner_text()
    assert said.inner_text().endswith(
        "changes from 53% (95% CI 29 to 72) to 50% (95% CI 27 to 69)."
    )
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert page.get_by_label("is left out of every count").is_checked()
    assert "45 of 219 numbers" in said.inner_text()
    assert len(lost(page, "#readings")) > 10
    assert [width, *violations(page)] == [width]


def test_the_front_page_leads_to_the_cells_and_a_number_to_the_ledger(opened):
    page = opened("index.html")
    page.locator("main a[href*='report/cells.html']").click()
    page.wait_for_url("**/cells.html*")
    page.locator("[data-cell='2 hsct_months']").click()
    page.locator("#cell-changes .lost a").first.click()
    page.wait_for_url("**/ledger.html#claim-transplanted")
    assert page.locator(":target").count() == 1
