"""Claims, patients and the ledger, as readers use them in a browser."""

import re

import pytest
from in_browser import needs_chromium, violations

from letter.data import paths
from reproduction.loading import load

pytestmark = needs_chromium
PROJECT = load(paths.PROJECT)
CLAIM = "main p a.claim"
LIT = "all => all.filter(e => e.matches('.claim-lit')).map(e => e.dataset.patient)"


def lit(page) -> list[str]:
    """The patients of the strip that are lit."""
    return page.eval_on_selector_all(".unit-row button", LIT)


# --- Claims


def test_a_claim_tells_in_sentences_on_hover_and_focus_and_lights_its_patients(opened):
    page = opened("report/response.html")
    claim, popover = page.locator(CLAIM).first, page.locator("#claim-popover")
    assert popover.is_hidden()

    claim.hover()
    assert [line for line in popover.inner_text().split("\n") if line] == [
        "reproduced",
        "Patients with an MRD response, in percent and number, of all evaluable patients.",
        "Paragraph 4 prints 80%, 16, 20. Computed from patients 1, 3–11, 13, 15–19: 80%, 16, 20.",
        "The check is sharp: no other value tried, changed alone, would have passed.",
        "Finding: Patients evaluable, enrolled and treated. See it in the ledger",
    ]
    assert lit(page) == [str(n) for n in (1, *range(3, 12), 13, *range(15, 20))]
    page.mouse.move(0, 0)
    popover.wait_for(state="hidden")
    assert lit(page) == []

    claim.focus()
    assert popover.is_visible()
    assert claim.get_attribute("aria-describedby") == "claim-popover"
    assert violations(page) == []
    page.keyboard.press("Tab")  # into the popover
    assert page.evaluate("document.activeElement.textContent").startswith("Patients evaluable")
    page.keyboard.press("Escape")
    assert popover.is_hidden()
    claim.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/ledger.html#claim-mrd-responses")
    assert page.locator("#claim-mrd-responses").is_visible()
    page.locator("tr:has(#claim-mrd-responses)").get_by_role("link", name="MRD response").click()
    page.wait_for_url("**/response.html#use-mrd-responses-in-report-response")
    assert page.problems == []


def test_a_claim_opens_on_a_tap_and_a_second_one_follows_it(opened):
    page = opened("report/response.html", 375, has_touch=True, is_mobile=True)
    claim, popover = page.locator(CLAIM).first, page.locator("#claim-popover")
    claim.tap()
    assert popover.is_visible()
    assert len(lit(page)) == 16
    box = popover.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 375
    page.locator("h1").first.tap()
    assert popover.is_hidden()
    claim.tap()
    popover.get_by_role("link", name="See it in the ledger").tap()
    page.wait_for_url("**/ledger.html#claim-mrd-responses")


def test_the_front_page_shows_every_number_by_status_and_counts_lead_to_them(opened):
    page = opened("index.html")
    outcome = PROJECT.outcome
    shown = {
        status: page.locator(f".number-map .chip.status-{status.replace('_', '-')}").count()
        for status in outcome.by_status
    }
    assert shown == outcome.by_status
    links = page.eval_on_selector_all(".number-map a.claim", "all => all.map(e => e.hash)")
    assert links == [f"#claim-{result.entry.id}" for result in outcome.results]
    first = page.locator(".number-map a.claim").first
    assert first.get_attribute("aria-label") == ">80% <50%, not derivable"
    page.locator("main a[href$='#status-contradicted']").first.click()
    count = outcome.by_status["contradicted"]
    found = page.locator(".ledger-found").inner_text()
    assert found.endswith(f"claims, with {count} contradicted numbers")


# --- Patients


@pytest.mark.parametrize(
    "width", [1280, *(pytest.param(w, marks=pytest.mark.slow) for w in (820, 375))]
)
def test_the_strip_leads_by_keyboard_from_a_patient_to_all_numbers(opened, width):
    page = opened("report/transplantation.html", width)
    strip, numbers = page.locator(".unit-row button"), page.locator(".unit-numbers")
    assert strip.evaluate_all("all => all.filter(e => e.tabIndex === 0).length") == 1
    assert strip.nth(6).get_attribute("aria-label").startswith("Patient 7: died in remission")
    strip.first.focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    assert lit(page) == ["7"]
    page.keyboard.press("Enter")
    assert numbers.is_visible()
    resting = [
        result.entry.id
        for result in PROJECT.outcome.results
        if result.computed and 7 in result.computed.patients
    ]
    hashes = numbers.locator("li a").evaluate_all("all => all.map(e => e.hash)")
    assert [re.sub("#(use|claim)-|-in-report-.*", "", link) for link in hashes] == resting
    assert "#use-death-in-remission-in-report-transplantation" in hashes
    # The page's own numbers and the row of Table 2 are lit, and no other row.
    claims = page.locator("main a.claim.claim-lit")
    assert {"7"} <= set.intersection(
        *(
            set(patients.split())
            for patients in claims.evaluate_all("all => all.map(e => e.dataset.patients)")
        )
    )
    assert page.locator("#tbl-2 .claim-lit").all_inner_texts() == ["7"]
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == []
    page.keyboard.press("Escape")
    assert numbers.is_hidden()
    assert strip.nth(6).evaluate("e => e === document.activeElement")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.problems == []


def test_rows_and_lanes_stand_for_patients(opened):
    page = opened("report/transplantation.html")
    page.locator("#tbl-2 [data-patient='12']").hover()
    assert lit(page) == ["12"]
    page.locator("#tbl-2 [data-patient='12']").click()
    assert page.locator(".unit-numbers").inner_text().startswith("Patient 12: ")

    page.goto(page.url.replace("transplantation", "response"))
    page.locator(".unit-row button").nth(2).hover()
    lanes = page.locator(".drawing-wide g[data-patient]")
    look = "all => [...new Set(all.map(e => e.dataset.patient + getComputedStyle(e).opacity))]"
    assert set(lanes.evaluate_all(look)) == {f"{n}{1 if n == 3 else 0.25}" for n in range(1, 21)}

    page.goto(page.url.replace("response", "study"))
    page.locator("[data-claim='table1-molecular-relapse-cr2']").hover()
    assert lit(page) == ["7"]


def test_the_checks_of_a_page_unfold_by_keyboard(opened, site):
    page = opened("report/response.html")
    quarto, ours = "main .callout-header[role=button]", "main details.callout summary"
    head = page.locator(ours if site.name == "builder" else quarto).last
    table = page.locator("main .claims-table")
    assert table.is_hidden()
    head.press("Enter")
    table.wait_for(state="visible")


def test_the_strip_stays_folded(opened):
    page = opened("report/study.html", from_server=True)
    page.locator(".unit-strip summary").click()
    # The page hears of it a moment later, and then keeps it.
    page.wait_for_function("localStorage.getItem('unit-strip') === 'closed'")
    page.reload()
    assert page.locator(".unit-row").is_hidden()


# --- The ledger


@pytest.mark.parametrize("width", [1280, pytest.param(375, marks=pytest.mark.slow)])
def test_the_ledger_can_be_filtered(opened, width):
    page = opened("report/ledger.html", width)
    rows, found = page.locator("main tr:has(.ledger-claim)"), page.locator(".ledger-found")
    total = len(PROJECT.outcome.results)
    search = page.get_by_role("searchbox", name="Search the ledger")

    def shown() -> list[str]:
        ids = "all => all.filter(e => e.checkVisibility()).map(e => e.id)"
        return page.locator(".ledger-claim").evaluate_all(ids)

    assert len(shown()) == total
    button = page.get_by_role("button", name="contradicted")
    button.press("Enter")
    expected = [
        f"claim-{r.entry.id}"
        for r in PROJECT.outcome.results
        if "contradicted" in {n.status for n in r.numbers}
    ]
    assert shown() == expected
    assert button.get_attribute("aria-pressed") == "true"
    assert found.inner_text().startswith(f"{len(expected)} of {total} claims")
    assert page.url.endswith("#status=contradicted")
    headings = page.locator("main h2[id^=sec-ledger-], main section[id^=sec-ledger-] h2")
    assert len([h for h in headings.all() if h.is_visible()]) == len(expected)
    button.press("Enter")

    search.fill("patient 1")
    of_patient_1 = [
        f"claim-{r.entry.id}"
        for r in PROJECT.outcome.results
        if r.computed and 1 in r.computed.patients
    ]
    assert shown() == of_patient_1
    search.fill("")
    page.get_by_role("combobox", name="Patient").select_option("1")
    assert shown() == of_patient_1
    search.fill("transpl")
    assert 0 < len(shown()) < len(of_patient_1)
    page.reload()
    assert page.get_by_role("combobox", name="Patient").input_value() == "1"
    assert 0 < len(shown()) < len(of_patient_1)
    page.get_by_role("combobox", name="Patient").select_option("")
    search.fill("1.4")
    assert all("1.4" in row.inner_text() for row in rows.all() if row.is_visible())
    assert page.problems == []


def test_on_a_phone_a_claim_is_a_card_with_its_status_first(opened):
    page = opened("report/ledger.html", 375)
    row = page.locator("main tr:has(#claim-mrd-responses)")
    boxes = [cell.bounding_box() for cell in row.locator("td").all()]
    assert [box["y"] for box in boxes] == sorted({box["y"] for box in boxes})
    assert all(box["x"] + box["width"] <= 375 for box in boxes)
    assert row.inner_text().startswith("reproduced")
    frames = "all => all.filter(e => e.scrollWidth > e.clientWidth).length"
    assert page.locator(".claims-table, .claims-table *").evaluate_all(frames) == 0
    page.locator("tr:has(#claim-mrd-responses) .permalink").click()
    assert page.url.endswith("#claim-mrd-responses")
