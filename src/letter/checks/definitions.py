"""Thresholds, schedule and dates: what can be held against other printed numbers."""

from letter.checks.counting import longest_years, named, shortest_years
from letter.checks.registry import check
from letter.data.letter import Letter
from letter.definitions.groups import five_years, not_five_years
from reproduction.claims import Bound, Computed

PERCENT = 100


@check("mrd-definition")
def mrd_definition(letter: Letter) -> Computed:
    """The ratio from the percentage and the percentage from the ratio (leukemic cells)."""
    ratio, percentage = letter.printed("mrd-definition")
    return Computed(
        (Bound("=", percentage.value / PERCENT), Bound("=", ratio.value * PERCENT)),
    )


@check("enrolment-mrd", "endpoint-mrd")
def detection_threshold(letter: Letter) -> Computed:
    """The threshold of MRD from its definition in p1 (leukemic cells per cell)."""
    ratio, _ = letter.printed("mrd-definition")
    return Computed((Bound("=", ratio.value),))


@check("minimum-age")
def youngest(letter: Letter) -> Computed:
    """The age of the youngest patient, in years."""
    youngest = letter.cohort.nsmallest(1, "age_years")
    return Computed(
        (int(youngest["age_years"].iloc[0]),),
        patients=tuple(youngest["patient"]),
        evidence={"youngest": named(youngest), "age": str(youngest["age_years"].iloc[0])},
    )


@check("enrolment-period")
def treatment_period(letter: Letter) -> Computed:
    """The months of first and last treatment that reference 8 prints, which enrolment precedes."""
    first, last = letter.related["first-treatment"], letter.related["last-treatment"]
    return Computed(
        (Bound("≤", first.value), Bound("≤", last.value)),
        evidence={"first": first.text, "last": last.text},
    )


@check("cycles")
def cycles(letter: Letter) -> Computed:
    """Each part of the schedule from the most cycles in Table 1 less the other part."""
    initial, further = letter.printed("cycles")
    most = letter.printed("table1-cycles")[2]
    return Computed(
        (most.value - further.value, most.value - initial.value),
        evidence={"most": most.numeral},
    )


@check("endpoint-cycles")
def endpoint_cycles(letter: Letter) -> Computed:
    """The most cycles of initial treatment, from the schedule in p3."""
    initial, _ = letter.printed("cycles")
    return Computed((initial.value,))


@check("final-analysis-horizon", "rfs-groups", "table2-head")
def five_year_threshold(letter: Letter) -> Computed:
    """The shortest relapse-free survival that Table 2 counts as five years, in years."""
    group = five_years(letter.cohort)
    return Computed((shortest_years(group),), patients=tuple(group["patient"]))


@check("t-cell-comparison")
def five_year_threshold_twice(letter: Letter) -> Computed:
    """The shortest relapse-free survival that Table 2 counts as five years, in years, twice."""
    once = five_year_threshold(letter)
    assert once.values is not None
    return Computed(once.values * 2, patients=once.patients)


@check("table1-heads")
def table_1_heads(letter: Letter) -> Computed:
    """Shortest and longest relapse-free survival of Table 1's groups, in years; their sizes."""
    long, short = five_years(letter.cohort), not_five_years(letter.cohort)
    return Computed(
        (shortest_years(long), longest_years(short), len(long), len(short)),
        patients=tuple(long["patient"]),
    )


@check("relapse-after-chemotherapy")
def relapse_horizon(letter: Letter) -> Computed:
    """The horizon, in years, at which p1 leaves less than half of those with MRD in remission."""
    horizon, with_mrd, _ = letter.printed("rfs-by-mrd")
    relapsed = PERCENT - with_mrd.value
    values = (horizon.value,) if relapsed > PERCENT / 2 else ()
    return Computed(values, evidence={"relapsed": f"{relapsed}%", "remission": with_mrd.numeral})


@check("new-adverse-events")
def adverse_events(letter: Letter) -> Computed:
    """The two events that p11 tells of, added up."""
    return Computed(
        (
            letter.printed("pulmonary-hemorrhage")[0].value
            + letter.printed("breast-cancer")[0].value,
        )
    )


@check("breast-cancer")
def other_adverse_event(letter: Letter) -> Computed:
    """New adverse events less the pulmonary hemorrhage."""
    return Computed(
        (
            letter.printed("new-adverse-events")[0].value
            - letter.printed("pulmonary-hemorrhage")[0].value,
        )
    )
