"""Tables of patients: their characteristics by transplant use, and those who lost a response."""

from great_tables import GT

from letter.review.formatting import Shown
from letter.review.tables.layout import indented, table
from letter.review.topics.transplant import CHARACTERISTICS, SIDES

# Who lost an MRD response, in Table 2's order.
LOST_RESPONSE = (3, 4, 5, 9, 10)
_PARTS = ("duration", "start", "relapse")


def characteristics(shown: Shown) -> GT:
    """Return Table 1's rows by transplant use, as far as the patients give them."""
    rows = [["Patients", *(shown.count(f"characteristics.{side}.n") for side in SIDES)]]
    heading = ""
    for row in CHARACTERISTICS:
        if row.heading and row.heading != heading:
            rows.append([row.heading.rstrip("*")])
        heading = row.heading
        label = indented(row.label) if heading else row.label
        stems = (f"characteristics.{side}.{row.claim}" for side in SIDES)
        show = shown.share if row.kind == "count" else shown.median_range
        rows.append([label, *map(show, stems)])
    notes = [
        "Reconstructed from Table 2; the letter's Supplementary Table S1 was not available. "
        "Table 1's other rows cannot be derived.",
    ]
    columns = ["Transplanted", "Not transplanted"]
    return table("characteristics", "Characteristic", columns, rows, notes)


def response_lags(shown: Shown) -> GT:
    """Return the patients who lost an MRD response."""
    rows = [
        [
            str(patient),
            *(shown.cells.months(f"response.{part}.{patient}") for part in _PARTS),
            f"{shown.cells.months(f'response.shortest_lag.{patient}')} to "
            f"{shown.cells.months(f'response.longest_lag.{patient}')}",
        ]
        for patient in LOST_RESPONSE
    ]
    columns = ["Response lasted", "Began by", "Relapse at", "From loss to relapse"]
    notes = [
        "Months. A response began no later than RFS less its duration, and within the first cycle "
        "of six weeks. The range in the last column follows from that."
    ]
    return table("response-lags", "Patient", columns, rows, notes)
