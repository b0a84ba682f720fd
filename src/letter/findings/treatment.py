"""Treatment that the text describes otherwise than Table 2, or in part."""

from dataclasses import dataclass

import pandas as pd

from letter.checks.counting import numbers
from letter.definitions import groups
from letter.findings.five_years import FiveYears, Patients, five_years_of
from reproduction.survival.kaplan_meier import Estimate
from reproduction.survival.proportions import clopper_pearson


@dataclass(frozen=True)
class KinaseInhibitors:
    """Patients in remission at five years whom the text reports on a kinase inhibitor.

    Attributes:
        dasatinib: the one without a transplant.
        imatinib: the one with a transplant.
        other_ph_positive: patients with Ph-positive disease of whom the letter does not say it.
        untreated: those not transplanted and not on dasatinib, by five years.
    """

    dasatinib: Patients
    imatinib: Patients
    other_ph_positive: Patients
    untreated: FiveYears


def kinase_inhibitors(cohort: pd.DataFrame) -> KinaseInhibitors:
    """Identify the two patients of p10 by what the text says of them.

    Both are Ph-positive, in remission at five years, and had no MRD response; dasatinib was given
    to the one who was not transplanted, imatinib to the one who was.
    """
    told_of = groups.non_responders(groups.five_years(groups.ph_positive(cohort)))
    dasatinib = groups.not_transplanted(told_of)
    untreated = groups.not_transplanted(cohort).drop(dasatinib.index)
    return KinaseInhibitors(
        numbers(dasatinib),
        numbers(groups.transplanted(told_of)),
        numbers(groups.ph_positive(cohort).drop(told_of.index)),
        five_years_of(untreated),
    )


def dose_increased(cohort: pd.DataFrame) -> FiveYears:
    """Return the patients whose dose was increased, by five years."""
    return five_years_of(cohort[cohort["dose_increased"]])


@dataclass(frozen=True)
class FirstRemission:
    """Patients treated in first remission, by why they had MRD, with exact intervals."""

    failure: FiveYears
    failure_proportion: Estimate
    relapse: FiveYears
    relapse_proportion: Estimate


def by_molecular_status(cohort: pd.DataFrame) -> FirstRemission:
    """Return who of the patients in first remission reached five years, by molecular status."""
    failure = five_years_of(groups.molecular_failure_cr1(cohort))
    relapse = five_years_of(groups.molecular_relapse_cr1(cohort))
    return FirstRemission(failure, _proportion(failure), relapse, _proportion(relapse))


def _proportion(found: FiveYears) -> Estimate:
    return clopper_pearson(len(found.counted), len(found.group))
