"""Exploratory comparisons: subgroups at baseline, MRD response, and Table 1's own direction."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from letter.definitions import groups
from letter.definitions.endpoints import relapse_free_survival
from letter.definitions.groups import Group
from letter.review.topics.named import Named, counted, prefixed, two_groups
from letter.review.topics.risks import any_relapse
from letter.review.topics.transplant import by_landmark
from reproduction.survival.competing_risks import gray_test
from reproduction.survival.kaplan_meier import Estimate
from reproduction.survival.partial_likelihood import firth, fixed_groups
from reproduction.survival.permutation import exact_log_rank
from reproduction.survival.proportions import fisher, holm

# The first cycle takes six weeks, 1.4 months, and all MRD responses came in it.
RESPONSE_LANDMARK = 1.5

# Subgroups at baseline: who is compared with everybody else.
BASELINE: Mapping[str, Group] = {
    "ph_positive": groups.ph_positive,
    "molecular_relapse": groups.molecular_relapse,
    "high_mrd": groups.mrd_at_least_cutoff,
}


def subgroups(cohort: pd.DataFrame) -> Named:
    """Yield the comparisons, corrected for their number, and more on the one that stands out."""
    p_values = {}
    for name, named in _comparisons(cohort).items():
        for part, value in named:
            if part == "p" and not isinstance(value, Estimate):
                p_values[name] = value
            yield f"{name}.{part}", value
    corrected = dict(zip(p_values, holm(list(p_values.values())), strict=True))
    yield "molecular_relapse.holm", float(corrected["molecular_relapse"])
    yield from prefixed("molecular_relapse", _molecular_relapse(cohort))
    # Table 1 asks it the other way round: who had molecular failure, of those with and without
    # five years.
    outcome = {"five_years": groups.five_years(cohort), "others": groups.not_five_years(cohort)}
    yield from _fisher("table_1", groups.molecular_failure, outcome)
    by_response = {"exposed": groups.responders(cohort), "others": groups.non_responders(cohort)}
    yield from _fisher("response", groups.five_years, by_response)


def _comparisons(cohort: pd.DataFrame) -> dict[str, Named]:
    rows = relapse_free_survival(cohort)
    found = {
        name: two_groups(rows, groups.members(select, cohort)) for name, select in BASELINE.items()
    }
    # Every response came before the landmark; when exactly does not matter.
    responded = pd.Series(np.where(cohort["mrd_response"], 0.0, np.nan), cohort.index)
    return found | {"mrd_response": by_landmark(rows, responded, RESPONSE_LANDMARK)}


def _molecular_relapse(cohort: pd.DataFrame) -> Named:
    rows, exposed = relapse_free_survival(cohort), groups.members(groups.molecular_relapse, cohort)
    yield "firth", firth(fixed_groups(rows["time_months"], rows["event"], exposed))
    first = groups.members(groups.first_remission, cohort)
    own = rows[first]
    test = exact_log_rank(own["time_months"], own["event"], exposed[first])
    yield "first_remission.p", test.p_value
    relapse = any_relapse(cohort)
    test = gray_test(relapse["time_months"], relapse["cause"], "relapse", exposed)
    yield "gray_p", test.p_value


def _fisher(prefix: str, count: Group, sides: Mapping[str, pd.DataFrame]) -> Named:
    """Yield how many of each side are counted, and Fisher's test of the two proportions."""
    pairs = {side: (count(patients), patients) for side, patients in sides.items()}
    for side, pair in pairs.items():
        yield from prefixed(f"{prefix}.{side}", counted(*pair))
    yield f"{prefix}.p", fisher(*(len(rows) for pair in pairs.values() for rows in pair))
