"""Tables of patients: their characteristics by transplant use, and those who lost a response."""

from collections.abc import Mapping, Sequence

from great_tables import GT

from letter.review.tables.layout import indented, table
from letter.review.text import Shown

# Who lost an MRD response, in Table 2's order.
LOST_RESPONSE = (3, 4, 5, 9, 10)
_PARTS = ("duration", "start", "relapse")


def characteristics(shown: Shown) -> GT:
    """Return Table 1's rows by transplant use, as far as the patients give them."""
    lines: Sequence[tuple[str, Mapping[str, str]]] = (
        ("Sex, n (%)", {"male": "Male", "female": "Female"}),
        ("Age, years, median (range)", {}),
        (
            "Disease status, n (%)",
            {
                "relapse_cr1": "Molecular relapse in CR1",
                "relapse_cr2": "Molecular relapse in CR2+",
                "failure_cr1": "Molecular failure in CR1",
                "failure_cr2": "Molecular failure in CR2+",
            },
        ),
        ("MRD status, n (%)", {"low_mrd": "MRD <10^-3^", "high_mrd": "MRD ≥10^-3^"}),
        ("Method for MRD evaluation, n (%)", {"bcr_abl": "BCR-ABL translocations PCR"}),
        (
            "Treatment and outcome, n (%)",
            {"mrd_response": "Complete MRD response after 1 cycle", "five_years": "RFS ≥5 years"},
        ),
    )
    stems = ("characteristics.transplanted", "characteristics.not_transplanted")
    rows = [["Patients", *(shown.count(f"{stem}.n") for stem in stems)]]
    for heading, names in lines:
        rows.append([heading, *(_age(shown, stem) for stem in stems if not names)])
        for name, label in names.items():
            shares = (shown.share(f"{stem}.{name}", f"{stem}.n") for stem in stems)
            rows.append([indented(label), *shares])
    notes = [
        "Reconstructed from Table 2; the letter's Supplementary Table S1 was not available. "
        "Table 1's other rows (prior consolidation II, Ig/TCR and MLL-AF4 PCR, number of cycles) "
        "cannot be derived.",
    ]
    columns = ["Transplanted", "Not transplanted"]
    return table("characteristics", "Characteristic", columns, rows, notes)


def _age(shown: Shown, stem: str) -> str:
    lowest, highest = (shown.count(f"{stem}.age_{end}") for end in ("lowest", "highest"))
    return f"{shown.count(f'{stem}.age_median')} ({lowest}-{highest})"


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
