"""The findings' numbers and patients as text, from the cohort and from what is printed."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from letter.checks.counting import named
from letter.data.letter import Letter
from letter.definitions import groups, readings
from letter.definitions.endpoints import curve, five_year_rfs, relapse_free_survival
from letter.definitions.groups import Cohort
from letter.definitions.schedule import CYCLE_DAYS, CYCLE_MONTHS, FIVE_YEARS_MONTHS, MOST_CYCLES
from letter.definitions.treatment import (
    days_into_last_cycle,
    infusions_finished,
    most_cycles_begun,
    response_start_bounds,
)
from letter.findings.computed import at_risk_that_gives, needs_its_last_cycle
from letter.findings.references import cited_numbers
from letter.text import listed, percentage, proportion, with_interval
from reproduction.claims import Entry, Quantity
from reproduction.claims.rounding import fixed
from reproduction.survival.follow_up import lower_median, plain_median, reverse_kaplan_meier_median
from reproduction.survival.proportions import clopper_pearson

Printed = Mapping[str, tuple[Quantity, ...]]
Facts = Iterator[tuple[str, str]]


def facts(letter: Letter, ledger: Sequence[Entry]) -> dict[str, str]:
    """Return every number and every patient that the findings name, by the finding's own words."""
    printed = {entry.id: entry.quantities for entry in ledger}
    found = {name: text for part in _FACTS for name, text in part(letter, printed)}
    cited = cited_numbers(ledger, letter.related)
    seen = sum(number.seen for number in cited)
    counts = {"cited": len(cited), "cited_seen": seen, "cited_unseen": len(cited) - seen}
    return found | {name: str(count) for name, count in counts.items()}


def _count(name: str, group: Cohort) -> Facts:
    """Yield the size of a group, and how many the letter counts as five years in remission."""
    yield name, str(len(group))
    yield f"{name}_counted", str(len(groups.five_years(group)))


def _strictly(name: str, group: Cohort) -> Facts:
    """Yield the same, and how many have 60 full months."""
    yield from _count(name, group)
    yield f"{name}_full", str(len(groups.full_five_years(group)))


def _five_years(letter: Letter, printed: Printed) -> Facts:
    cohort, short = letter.cohort, groups.counted_as_five_years(letter.cohort)
    counted, full = groups.five_years(cohort), groups.full_five_years(cohort)
    yield "months", str(FIVE_YEARS_MONTHS)
    yield from _strictly("patients", cohort)
    yield "counted_percent", percentage(len(counted), len(cohort))
    yield "full_percent", percentage(len(full), len(cohort))
    yield from _strictly("transplanted", groups.transplanted(cohort))
    yield from _strictly("not_transplanted", groups.not_transplanted(cohort))
    yield "ongoing_full", str(len(groups.ongoing_response(full)))
    yield "estimate", proportion(five_year_rfs(cohort).value)
    yield "estimate_ci", with_interval(five_year_rfs(cohort))
    yield "short", named(short)
    yield "short_months", listed(short["rfs_months"])
    yield "short_note", printed["table1-note-five-years"][1].numeral


def _first_remission(letter: Letter, _: Printed) -> Facts:
    relapse = groups.molecular_relapse_cr1(letter.cohort)
    failure = groups.molecular_failure_cr1(letter.cohort)
    for name, group in (("failure", failure), ("relapse", relapse)):
        yield from _count(name, group)
        counted = len(groups.five_years(group))
        yield f"{name}_ci", with_interval(clopper_pearson(counted, len(group)))
    yield "relapse_patients", named(relapse)
    yield "relapse_times", listed(relapse["rfs_months"])


def _ph_status(letter: Letter, printed: Printed) -> Facts:
    """Yield the two patients of p10 on a kinase inhibitor, known by what the text says of them.

    Both are Ph-positive, in remission at five years, and had no MRD response; dasatinib was given
    to the one who was not transplanted, imatinib to the one who was.
    """
    alone = groups.not_transplanted(groups.ph_negative(letter.cohort))
    yield from _count("ph_negative", alone)
    yield "ph_negative_percent", percentage(len(groups.five_years(alone)), len(alone))
    yield "ph_negative_printed", printed["untreated-ph-negative"][1].numeral
    positive = groups.ph_positive(letter.cohort)
    told_of = groups.non_responders(groups.five_years(positive))
    dasatinib = groups.not_transplanted(told_of)
    yield "dasatinib", named(dasatinib)
    yield "imatinib", named(groups.transplanted(told_of))
    told_of_too = groups.non_responders(groups.five_years(groups.ph_negative(letter.cohort)))
    yield "transplanted_alone", named(groups.transplanted(told_of_too))
    yield "other_ph_positive", named(positive.drop(told_of.index))
    untreated = groups.not_transplanted(letter.cohort).drop(dasatinib.index)
    yield from _count("untreated", untreated)
    yield "untreated_patients", named(groups.five_years(untreated))


def _enrolled(letter: Letter, _: Printed) -> Facts:
    """Yield what follows if all were treated, and the further ones did as ill or well as can be."""
    cohort, enrolled = letter.cohort, letter.related["registry-enrolled"]
    size = int(enrolled.value)
    further = size - len(cohort)
    yield "enrolled", enrolled.numeral
    yield "further", str(further)
    for name, group in (("enrolled", groups.five_years), ("response", groups.responders)):
        n = len(group(cohort))
        yield f"{name}_low", percentage(n, size)
        yield f"{name}_high", percentage(n + further, size)
    yield "enrolled_median", fixed(plain_median([*cohort["rfs_months"], *[0.0] * further]), 1)


def _ongoing(letter: Letter, _: Printed) -> Facts:
    ongoing = groups.ongoing_response(response_start_bounds(letter.cohort))
    to_the_end, before = ongoing[ongoing["after_least"] == 0], ongoing[ongoing["after_least"] > 0]
    yield "to_the_end", named(to_the_end)
    yield "before_the_end", named(before)
    yield "before_the_end_n", str(len(before))
    hsct, alone = groups.transplanted(before), groups.not_transplanted(before)
    wait = hsct["hsct_months"] - hsct["mrd_response_months"]
    yield "to_transplant", named(hsct)
    yield "to_transplant_n", str(len(hsct))
    yield "wait_least", fixed(wait.min(), 1)
    yield "wait_most", fixed(wait.max(), 1)
    yield "to_transplant_failed", named(groups.relapsed_or_died(hsct))
    yield "long_to_the_end", named(groups.five_years(to_the_end))
    yield "long_to_transplant", named(groups.five_years(hsct))
    yield "watched_alone", named(alone)
    yield "watched_alone_gaps", listed(alone["after_least"])
    long, unwatched = groups.five_years(ongoing), groups.five_years(before)
    yield "ongoing_counted", str(len(long))
    yield "watched_counted", str(len(long) - len(unwatched))
    yield "unwatched_counted", str(len(unwatched))
    yield "unwatched_least", fixed(unwatched["after_least"].min(), 1)


def _at_transplant(letter: Letter, _: Printed) -> Facts:
    """Yield whose response had ended by the transplant, even if it began as late as it can."""
    responded = groups.transplanted(response_start_bounds(letter.cohort))
    lost = groups.lost_response(responded)
    lost = lost[lost["latest_end"] < lost["hsct_months"]]
    yield "responded", str(len(responded))
    yield "responded_patients", named(responded)
    yield "still", str(len(responded) - len(lost))
    yield "lost", named(lost)
    yield "lost_earliest", listed(lost["mrd_response_months"])
    yield "lost_latest", listed(lost["latest_end"])
    yield "lost_transplant", listed(lost["hsct_months"])


def _lost(letter: Letter, _: Printed) -> Facts:
    """Yield where RFS bounds the start of a response, and who lost it before relapse."""
    responses = response_start_bounds(letter.cohort)
    bounded = responses[responses["latest"] < CYCLE_MONTHS]
    yield "bounded", named(bounded)
    yield "bounded_kept", named(groups.ongoing_response(bounded))
    yield "at_relapse", named(responses[responses["ends_at_relapse"]])
    earlier = groups.lost_response(responses[~responses["ends_at_relapse"]])
    yield "lost_earlier", named(earlier)
    yield "lost_shortly", named(earlier.nsmallest(1, "after_most"))


def _hematologic(letter: Letter, printed: Printed) -> Facts:
    cohort, then = letter.cohort, letter.related["rfs-all"]
    interim = float(printed["first-follow-up-median"][0].value)
    events = groups.relapsed_or_died(cohort)
    yield "interim_printed", then.numeral
    yield "interim_last", named(events[events["rfs_months"] <= interim].nlargest(1, "rfs_months"))
    hsct, hsct_then = groups.transplanted(cohort), letter.related["rfs-transplanted"]
    for name, group, seen in (("", cohort, then), ("_hsct", hsct, hsct_then)):
        final = curve(relapse_free_survival(group))
        yield f"interim_at_risk{name}", named(at_risk_that_gives(final, seen, interim))
    died = groups.members(groups.death_in_remission, cohort)
    censored = curve(relapse_free_survival(cohort.assign(rfs_event=cohort["rfs_event"] & ~died)))
    found = at_risk_that_gives(censored, then, interim)
    yield "interim_at_risk_death_censored", named(found)
    without = five_year_rfs(readings.without_extramedullary(cohort))
    yield "without_extramedullary", proportion(without.value)
    yield "without_extramedullary_ci", with_interval(without)


def _follow_up(letter: Letter, printed: Printed) -> Facts:
    time, event = letter.cohort["rfs_months"], letter.cohort["rfs_event"]
    yield "median_printed", printed["median-follow-up"][0].numeral
    yield "median_plain", fixed(plain_median(time), 1)
    yield "median_reverse", fixed(reverse_kaplan_meier_median(time, event), 1)
    yield "beyond", str((time > FIVE_YEARS_MONTHS).sum())
    yield "withdrawn", printed["withdrawal-time"][0].numeral
    yield "withdrawn_before", printed["withdrawal-reported-earlier"][0].numeral


def _late_relapse(letter: Letter, printed: Printed) -> Facts:
    """Place the text's relapses: months after a retreatment that was over by the transplant."""
    late = groups.hematologic_relapse(letter.cohort).nlargest(1, "rfs_months")
    relapse, transplant = float(late["rfs_months"].iloc[0]), float(late["hsct_months"].iloc[0])
    later = printed["late-relapse-extramedullary"]
    implied = transplant + min(float(quantity.value) for quantity in later)
    yield "late", named(late)
    yield "late_relapse", fixed(relapse, 1)
    yield "late_implied", fixed(implied, 1)
    yield "late_shorter", fixed(relapse - implied, 1)
    earlier = letter.cohort["rfs_months"].mask(letter.cohort["rfs_months"] == relapse, implied)
    interim = printed["first-follow-up-median"][0]
    yield "late_interim", str((earlier > float(interim.value)).sum())
    yield "late_median", fixed(lower_median(earlier), 1)
    yield "interim_months", interim.numeral
    yield "interim_remission", printed["first-follow-up-remission"][0].numeral
    extramedullary = groups.extramedullary_relapse(letter.cohort)
    yield "extramedullary", named(extramedullary)
    for place, (_, patient) in enumerate(extramedullary.iterrows(), start=1):
        yield f"extramedullary_{place}", str(patient["patient"])
        yield f"extramedullary_{place}_sex", {"F": "a woman", "M": "a man"}[patient["sex"]]


def _treatment(letter: Letter, _: Printed) -> Facts:
    increased = groups.dose_increased(letter.cohort)
    yield "increased_counted", str(len(groups.five_years(increased)))
    yield "increased_patients", named(increased)
    yield "increased_without_response", str(len(groups.non_responders(increased)))
    yield "increased_with_response", named(groups.responders(increased))
    first = groups.first_remission(letter.cohort)
    yield from _count("first", first)
    yield "estimate_first", proportion(five_year_rfs(first).value)
    yield "estimate_first_ci", with_interval(five_year_rfs(first))
    yield "later_remission", named(groups.later_remission(letter.cohort))
    low = groups.non_responders(groups.five_years(letter.cohort))
    yield "high_mrd", named(groups.mrd_at_least_cutoff(low))


def _cycles(letter: Letter, printed: Printed) -> Facts:
    quantities = printed["table1-cycles"]
    below, long = groups.not_five_years(letter.cohort), groups.five_years(letter.cohort)
    most, finished = most_cycles_begun(below), infusions_finished(below)
    yield "cycles_printed", quantities[3].numeral
    yield "cycles_begun", f"{most.median():g}"
    yield "cycles_finished", f"{finished.median():g}"
    first, third = (below["patient"] == patient for patient in (1, 3))
    needed = needs_its_last_cycle(most, float(quantities[3].value), int(quantities[4].value))
    yield "cycles_needed", named(below[needed])
    yield "cycles_with_weeks", named(below[needed & ~first & ~third])
    # The letter makes further cycles depend on the absence of a hematologic relapse only.
    treated_on = groups.extramedullary_relapse(groups.not_transplanted(below))
    past = most.mask(groups.members(lambda _: treated_on, below), MOST_CYCLES)
    yield "cycles_past_extramedullary", f"{past.median():g}"
    withdrawal_days = printed["table1-note-withdrawal"][1]
    yield "days_after_first_cycle", f"{float(withdrawal_days.value) - CYCLE_DAYS:g}"
    yield "days_into_fourth_cycle", fixed(days_into_last_cycle(below[third]).iloc[0], 1)
    yield "finished_first_patient", str(finished[first].iloc[0])
    yield "cycles_begun_long", f"{most_cycles_begun(long).median():g}"
    yield "cycles_finished_long", f"{infusions_finished(long).median():g}"


METHODS = ("table1-ig-tcr", "table1-bcr-abl", "table1-mll-af4")


def _methods(_: Letter, printed: Printed) -> Facts:
    """Add up the methods. Every patient had MRD and so a method; uses beyond that are overlaps."""
    for place, name in enumerate(("long", "short")):
        patients = int(printed["table1-heads"][2 + place].value)
        rearrangements, *translocations = (
            int(printed[claim][2 * place].value) for claim in METHODS
        )
        uses = rearrangements + sum(translocations)
        yield f"methods_{name}_translocations", str(sum(translocations))
        yield f"methods_{name}", str(uses)
        yield f"methods_{name}_patients", str(patients)
    yield "methods_short_overlaps", str(uses - patients)


_FACTS: Sequence[Callable[[Letter, Printed], Facts]] = (
    _five_years,
    _first_remission,
    _ph_status,
    _enrolled,
    _ongoing,
    _at_transplant,
    _lost,
    _hematologic,
    _follow_up,
    _late_relapse,
    _treatment,
    _cycles,
    _methods,
)
