"""Every number that the statistical review may show, by name.

The chapters show numbers through `quantities` and nothing else, and a test holds each of them
against R (tests/oracle/): so no number is shown that R does not confirm. Nothing is rounded here.
"""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pandas as pd

from letter.data.table1 import median_and_range
from letter.definitions import groups
from letter.definitions.endpoints import (
    CURVES,
    PANELS,
    RELAPSES,
    first_failure,
    first_failure_or_transplant,
    mrd_response_duration,
    relapse_free_survival,
)
from letter.definitions.groups import Group
from letter.definitions.units import FIVE_YEARS_MONTHS, MONTHS_PER_YEAR
from letter.review.scenarios import (
    DEFINITIONS,
    leave_one_out,
    transplant_bounds,
    with_table_1_months,
    withdrawn_patient,
)
from reproduction.survival.competing_risks import cumulative_incidence
from reproduction.survival.follow_up import (
    lower_median,
    observation_median,
    plain_median,
    reverse_kaplan_meier,
)
from reproduction.survival.kaplan_meier import (
    Estimate,
    at,
    interval,
    kaplan_meier,
    median_interval,
    restricted_mean_interval,
)
from reproduction.survival.proportions import clopper_pearson
from reproduction.survival.time_dependent import (
    cox_time_dependent,
    episodes,
    landmark,
    mantel_byar,
    person_time,
    simon_makuch,
)
from reproduction.survival.two_groups import (
    cox,
    log_rank,
    restricted_mean_difference,
    survival_difference,
)

Named = Iterator[tuple[str, float | Estimate]]

YEARS_MONTHS = tuple(range(MONTHS_PER_YEAR, FIVE_YEARS_MONTHS + 1, MONTHS_PER_YEAR))
POPULATIONS = {population.__name__: population for population in PANELS.values()}

# When the earlier report of the same patients was made: its median follow-up.
FIRST_FOLLOW_UP_MONTHS = 33
# The landmarks for transplant: none was done on such a day, and none after the last of them.
TRANSPLANT_LANDMARKS = (4, 6, 12, 24)
# The first cycle takes six weeks, 1.4 months, and all MRD responses came in it.
RESPONSE_LANDMARK = 1.5

# The letter's proportions: who counts, out of whom.
PROPORTIONS: Mapping[str, tuple[Group, Group]] = {
    "mrd_response": (groups.responders, groups.all_patients),
    "first_follow_up": (
        lambda cohort: groups.remission_beyond(cohort, FIRST_FOLLOW_UP_MONTHS),
        groups.all_patients,
    ),
    "five_years": (groups.five_years, groups.all_patients),
    "five_years_transplanted": (groups.five_years, groups.transplanted),
    "five_years_not_transplanted": (groups.five_years, groups.not_transplanted),
    # Of seven such patients the letter counts six: those with an MRD response.
    "five_years_untreated": (
        groups.five_years,
        lambda cohort: groups.responders(groups.not_transplanted(groups.ph_negative(cohort))),
    ),
    "five_years_ph_positive": (groups.five_years, groups.ph_positive),
    "five_years_molecular_relapse": (groups.five_years, groups.molecular_relapse),
    "response_among_five_years": (groups.responders, groups.five_years),
}

# Subgroups at baseline: who is compared with everybody else.
SUBGROUPS: Mapping[str, Group] = {
    "ph_positive": groups.ph_positive,
    "molecular_relapse": groups.molecular_relapse,
    "high_mrd": groups.mrd_at_least_cutoff,
}

# The rows of Table 1 that can be counted by transplant use.
CHARACTERISTICS: Mapping[str, Group] = {
    "male": lambda cohort: cohort[cohort["sex"] == "M"],
    "female": lambda cohort: cohort[cohort["sex"] == "F"],
    "relapse_cr1": lambda cohort: groups.molecular_relapse(groups.first_remission(cohort)),
    "relapse_cr2": lambda cohort: groups.molecular_relapse(groups.later_remission(cohort)),
    "failure_cr1": groups.molecular_failure_cr1,
    "failure_cr2": lambda cohort: groups.molecular_failure(groups.later_remission(cohort)),
    "low_mrd": groups.mrd_below_cutoff,
    "high_mrd": groups.mrd_at_least_cutoff,
    "bcr_abl": groups.ph_positive,
    "mrd_response": groups.responders,
    "five_years": groups.five_years,
}


def quantities(cohort: pd.DataFrame) -> dict[str, float]:
    """Every number, unrounded.

    Args:
        cohort: as `letter.data.cohort.load_cohort` returns it.

    Returns:
        Name to value. A name starts with its topic, a key of `TOPICS`; an estimate ``x`` has its
        95% interval in ``x.lower`` and ``x.upper``. Times are months and probabilities
        proportions; infinite is "not reached" and NaN "undefined".
    """
    values: dict[str, float] = {}
    for topic, named in TOPICS.items():
        for name, value in named(cohort):
            values |= _flat(f"{topic}.{name}", value)
    return values


def _flat(name: str, value: float | Estimate) -> dict[str, float]:
    if isinstance(value, Estimate):
        return {name: value.value, f"{name}.lower": value.lower, f"{name}.upper": value.upper}
    return {name: float(value)}


def _curve(rows: pd.DataFrame) -> pd.DataFrame:
    return kaplan_meier(rows["time_months"], rows["event"])


def _survival(curve: pd.DataFrame, months: float) -> Estimate:
    point = at(curve, months)
    return Estimate(*(float(point[name]) for name in ("survival", "ci_lower", "ci_upper")))


def _estimates(cohort: pd.DataFrame) -> Named:
    for population, select in POPULATIONS.items():
        for name, censor in CURVES.items():
            rows = relapse_free_survival(select(cohort), censor_at_hsct=censor)
            curve, stem = _curve(rows), f"{population}.{name}"
            yield f"{stem}.n", len(rows)
            yield f"{stem}.events", rows["event"].sum()
            for months in YEARS_MONTHS:
                yield f"{stem}.rfs_{months}", _survival(curve, months)
            yield f"{stem}.median", median_interval(curve)
            yield f"{stem}.mean_60", restricted_mean_interval(curve, FIVE_YEARS_MONTHS)


def _proportions(cohort: pd.DataFrame) -> Named:
    for name, (counted, of) in PROPORTIONS.items():
        whole = of(cohort)
        part = counted(whole)
        yield f"{name}.part", len(part)
        yield f"{name}.whole", len(whole)
        yield name, clopper_pearson(len(part), len(whole))


def _follow_up(cohort: pd.DataFrame) -> Named:
    time, event = cohort["rfs_months"], cohort["rfs_event"]
    yield "plain_median", plain_median(time)
    yield "lower_median", lower_median(time)
    yield "observation_median", observation_median(time)
    yield "reverse_median", median_interval(reverse_kaplan_meier(time, event))
    yield "event_free_median", plain_median(time[~event])
    completed = groups.five_years(cohort)["rfs_months"]
    yield "five_years_shortest", completed.min()
    yield "five_years_longest", completed.max()
    for name, patients in (("all", cohort), ("transplanted", groups.transplanted(cohort))):
        curve = _curve(relapse_free_survival(patients))
        yield f"rfs_33_{name}", _survival(curve, FIRST_FOLLOW_UP_MONTHS)
        yield f"rfs_60_{name}", _survival(curve, FIVE_YEARS_MONTHS)


def _comparison(rows: pd.DataFrame, exposed: pd.Series, horizon: float) -> Named:
    """Two groups: each one's survival, their difference and ratio, and the log-rank test."""
    time, event = rows["time_months"], rows["event"]
    for name, group in (("exposed", rows[exposed]), ("others", rows[~exposed])):
        yield f"{name}.n", len(group)
        yield f"{name}.events", group["event"].sum()
        yield f"{name}.rfs", _survival(_curve(group), horizon)
    yield "rfs_difference", survival_difference(time, event, exposed, horizon)
    yield "mean_difference", restricted_mean_difference(time, event, exposed, horizon)
    yield "hazard_ratio", cox(time, event, exposed).hazard_ratio
    test = log_rank(time, event, exposed)
    yield "chi_squared", test.chi_squared
    yield "p", test.p_value


def _prefixed(prefix: str, named: Named) -> Named:
    return ((f"{prefix}.{name}", value) for name, value in named)


def _landmark(rows: pd.DataFrame, switch: pd.Series, months: float) -> Named:
    reached = landmark(rows["time_months"], rows["event"], switch, months)
    yield "n", len(reached)
    reached = reached.rename(columns={"time": "time_months"})
    yield from _comparison(reached, reached["switched"], FIVE_YEARS_MONTHS - months)


def _transplantation(cohort: pd.DataFrame) -> Named:
    rows, switch = relapse_free_survival(cohort), cohort["hsct_months"]
    transplanted = switch.notna()
    yield from _prefixed("naive", _comparison(rows, transplanted, FIVE_YEARS_MONTHS))
    yield from _immortal_time(cohort)
    for months in TRANSPLANT_LANDMARKS:
        yield from _prefixed(f"landmark_{months}", _landmark(rows, switch, months))
    split = episodes(rows["time_months"], rows["event"], switch)
    model = cox_time_dependent(split)
    yield "cox.coefficient", model.coefficient
    yield "cox.standard_error", model.standard_error
    yield "cox.hazard_ratio", model.hazard_ratio
    yield "cox.p", model.p_value
    test = mantel_byar(split)
    yield "mantel_byar.observed", test.observed
    yield "mantel_byar.expected", test.expected
    yield "mantel_byar.variance", test.variance
    yield "mantel_byar.chi_squared", test.chi_squared
    yield "mantel_byar.p", test.p_value
    curves = simon_makuch(split)
    for name, switched in (("before", False), ("after", True)):
        curve = curves[curves["switched"] == switched]
        yield f"simon_makuch.{name}.rfs_60", _survival(curve, FIVE_YEARS_MONTHS)


def _immortal_time(cohort: pd.DataFrame) -> Named:
    """Follow-up before transplant, which nobody who was transplanted could have failed to see."""
    patients = groups.transplanted(cohort)
    waiting = patients["hsct_months"]
    yield "waiting.total", waiting.sum()
    yield "waiting.shortest", waiting.min()
    yield "waiting.longest", waiting.max()
    yield "waiting.median", plain_median(waiting)
    others = groups.not_transplanted(cohort)
    yield "early_failures", len(others[others["rfs_event"] & (others["rfs_months"] <= 6)])
    rows = relapse_free_survival(cohort)
    split = episodes(rows["time_months"], rows["event"], cohort["hsct_months"])
    for name, switched in (("before", 0.0), ("after", 1.0)):
        row = person_time(split).loc[switched]
        yield f"person_time.{name}.months", row["time"]
        yield f"person_time.{name}.events", row["events"]
        yield f"person_time.{name}.rate", _per_100_years(row["rate"])
    for name, group in (("transplanted", patients), ("not_transplanted", others)):
        rate = group["rfs_event"].sum() / group["rfs_months"].sum()
        yield f"person_time.{name}.months", group["rfs_months"].sum()
        yield f"person_time.{name}.rate", _per_100_years(rate)


def _per_100_years(rate_per_month: float) -> float:
    return 100 * MONTHS_PER_YEAR * rate_per_month


def _bounds(cohort: pd.DataFrame) -> Named:
    for population, select in POPULATIONS.items():
        for name, rows in transplant_bounds(select(cohort)).items():
            curve = _curve(rows)
            for months in YEARS_MONTHS:
                yield f"{population}.{name}.rfs_{months}", _survival(curve, months)


def incidence_curves(cohort: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The cumulative incidence of each kind of event, as `cumulative_incidence` returns it.

    Returns:
        ``relapse`` (of any kind), ``hematologic_relapse``, ``extramedullary_relapse`` and
        ``death_in_remission``, which compete with each other; and ``failure`` and ``transplant``,
        where transplant competes with relapse or death without one.
    """
    kinds = first_failure(cohort)
    any_relapse = kinds.assign(cause=kinds["cause"].replace(dict.fromkeys(RELAPSES, "relapse")))
    first = first_failure_or_transplant(cohort)
    sources = {
        "relapse": any_relapse,
        "hematologic_relapse": kinds,
        "extramedullary_relapse": kinds,
        "death_in_remission": kinds,
        "failure": first,
        "transplant": first,
    }
    return {
        of: cumulative_incidence(rows["time_months"], rows["cause"], of)
        for of, rows in sources.items()
    }


def _competing_risks(cohort: pd.DataFrame) -> Named:
    for name, curve in incidence_curves(cohort).items():
        yield f"{name}.events", curve["events"].sum()
        for months in YEARS_MONTHS:
            yield f"{name}.by_{months}", _incidence(curve, months)


def _incidence(curve: pd.DataFrame, months: float) -> Estimate:
    point = curve[curve["time"] <= months].iloc[-1]
    return Estimate(*(float(point[name]) for name in ("incidence", "ci_lower", "ci_upper")))


def _subgroups(cohort: pd.DataFrame) -> Named:
    rows = relapse_free_survival(cohort)
    for name, select in SUBGROUPS.items():
        exposed = pd.Series(cohort.index.isin(select(cohort).index), cohort.index)
        yield from _prefixed(name, _comparison(rows, exposed, FIVE_YEARS_MONTHS))
    # Every response came before the landmark; when exactly does not matter.
    responded = pd.Series(np.where(cohort["mrd_response"], 0.0, np.nan), cohort.index)
    yield from _prefixed("mrd_response", _landmark(rows, responded, RESPONSE_LANDMARK))


def _response(cohort: pd.DataFrame) -> Named:
    duration = mrd_response_duration(cohort)
    curve = _curve(duration)
    yield "n", len(duration)
    yield "median", median_interval(curve)
    for months in (6, 12):
        yield f"kept_{months}", _survival(curve, months)
    responders, ongoing = groups.responders(cohort), groups.ongoing_response(cohort)
    lost = responders.drop(ongoing.index)
    for name, patients in (("lost", lost), ("ongoing", ongoing)):
        yield f"{name}.n", len(patients)
        yield f"{name}.failures", patients["rfs_event"].sum()
        yield f"{name}.transplanted", len(groups.transplanted(patients))
    for row in lost.itertuples():
        yield f"duration.{row.patient}", row.mrd_response_months
        yield f"relapse.{row.patient}", row.rfs_months
        # At most: when in the first cycle a response began is not published.
        yield f"lag.{row.patient}", row.rfs_months - row.mrd_response_months
    # Responses began in the first cycle: in these patients MRD was last assessed before the
    # transplant or within weeks of it, so the response says nothing of what came later.
    unseen = ongoing[ongoing["mrd_response_months"] < ongoing["hsct_months"]]
    yield "ongoing.shorter_than_wait", len(unseen)
    yield "ongoing.shorter_than_wait.failures", unseen["rfs_event"].sum()


def _sensitivity(cohort: pd.DataFrame) -> Named:
    five = FIVE_YEARS_MONTHS
    rows = relapse_free_survival(cohort)
    curve = _curve(rows)
    yield "months_59_7", _survival(_curve(relapse_free_survival(with_table_1_months(cohort))), five)
    time = with_table_1_months(cohort)["rfs_months"]
    yield "months_59_7.plain_median", plain_median(time)
    yield "months_59_7.lower_median", lower_median(time)
    reverse = reverse_kaplan_meier(time, cohort["rfs_event"])
    yield "months_59_7.reverse_median", median_interval(reverse)
    yield "strictly_five_years", (cohort["rfs_months"] >= five).sum()
    for name, events in DEFINITIONS.items():
        defined = relapse_free_survival(cohort, events=events)
        yield f"definition.{name}.events", defined["event"].sum()
        yield f"definition.{name}.censored", _survival(_curve(defined), five)
        cause = cohort["event_type"].where(cohort["rfs_event"], "")
        cause = cause.mask(cause.isin(events), "counted")
        incidence = cumulative_incidence(cohort["rfs_months"], cause, "counted")
        yield f"definition.{name}.competing", _complement(_incidence(incidence, five))
    for name, follow_up in withdrawn_patient(cohort).items():
        yield f"withdrawn.{name}", _survival(_curve(follow_up), five)
    for scale in ("log-log", "log", "plain"):
        limits = curve.assign(**interval(curve, scale))
        yield f"scale.{scale}", _survival(limits, five)
    yield from _leave_one_out(cohort)


def _complement(estimate: Estimate) -> Estimate:
    return Estimate(1 - estimate.value, 1 - estimate.upper, 1 - estimate.lower)


def _leave_one_out(cohort: pd.DataFrame) -> Named:
    for curve, rows in leave_one_out(cohort).groupby("curve"):
        for column in ("change", "restricted_mean_change"):
            stem = f"leave_one_out.{curve}.{column}"
            largest = rows[column].abs().max()
            most = rows[np.isclose(rows[column].abs(), largest, rtol=0, atol=1e-12)]
            yield f"{stem}.lowest", rows[column].min()
            yield f"{stem}.highest", rows[column].max()
            yield f"{stem}.patients", len(most)
            yield f"{stem}.patient", most["patient"].iloc[0]


def _characteristics(cohort: pd.DataFrame) -> Named:
    for name in ("transplanted", "not_transplanted"):
        patients = getattr(groups, name)(cohort)
        yield f"{name}.n", len(patients)
        for row, select in CHARACTERISTICS.items():
            yield f"{name}.{row}", len(select(patients))
        ages = median_and_range(patients["age_years"])
        for part, value in zip(("median", "lowest", "highest"), ages, strict=True):
            yield f"{name}.age_{part}", value


TOPICS: Mapping[str, Callable[[pd.DataFrame], Named]] = {
    "estimates": _estimates,
    "proportions": _proportions,
    "followup": _follow_up,
    "transplantation": _transplantation,
    "bounds": _bounds,
    "competing": _competing_risks,
    "subgroups": _subgroups,
    "response": _response,
    "sensitivity": _sensitivity,
    "characteristics": _characteristics,
}
