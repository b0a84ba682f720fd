"""Follow-up and survival counted again from the raw rows, by other means than the book's."""

from fractions import Fraction

import numpy as np


def raw_follow_up(cohort, panel, curve):
    """Time and event of each patient, counted again from the raw rows."""
    rows = []
    for patient in cohort.to_dict("records"):
        if panel == "b" and patient["ph_status"] != "negative":
            continue
        if panel == "c" and (patient["molecular_status"], patient["remission"]) != (
            "failure",
            "CR1",
        ):
            continue
        if curve == "censored_at_hsct" and not np.isnan(patient["hsct_months"]):
            rows.append((patient["hsct_months"], False))
        else:
            rows.append((patient["rfs_months"], patient["rfs_event"]))
    return rows


def raw_survival(rows, until):
    """The product over event times, from its definition."""
    survival = Fraction(1)
    for time in sorted({time for time, event in rows if event and time <= until}):
        at_risk = sum(other >= time for other, _ in rows)
        survival *= 1 - Fraction(rows.count((time, True)), at_risk)
    return survival
