"""Thresholds, horizons, schedule and dates, held against their other mentions."""

from collections.abc import Callable

from letter.checks.counting import AT_FIVE_YEARS, FIVE_YEARS_OR_MORE, Quantities, check, named
from letter.data.letter import Letter
from letter.definitions.schedule import INITIAL_CYCLES, MRD_POSITIVE
from reproduction.claims import Bound, Computed, Threshold

PERCENT = 100

# Each threshold is one constant of the code, so all mentions of it are held against each other.
# What is mentioned once is not here: a check would compare our copy with itself.
SET_BY_THE_STUDY: dict[str, tuple[Threshold, ...]] = {
    "mrd-definition": (Threshold("≥", MRD_POSITIVE), Threshold("=", PERCENT * MRD_POSITIVE)),
    "enrolment-mrd": (Threshold("≥", MRD_POSITIVE),),
    "endpoint-mrd": (Threshold("<", MRD_POSITIVE),),
    "endpoint-cycles": (Threshold("=", INITIAL_CYCLES),),
    "final-analysis-horizon": (AT_FIVE_YEARS,),
    "rfs-groups": (FIVE_YEARS_OR_MORE,),
    "t-cell-comparison": (FIVE_YEARS_OR_MORE, FIVE_YEARS_OR_MORE),
    "table2-head": (FIVE_YEARS_OR_MORE,),
}


def constants(claim: str) -> Callable[[Letter], Computed]:
    """Return the check of a claim that prints nothing but what the study set."""

    def set_by_the_study(_: Letter) -> Computed:
        """The thresholds, horizon or schedule that the study set, each with its relation."""
        return Computed(SET_BY_THE_STUDY[claim])

    return set_by_the_study


for claim in SET_BY_THE_STUDY:
    check(claim)(constants(claim))


@check("cycles", reads=("table1-cycles",))
def cycles_allowed(_: Letter, table_1: Quantities) -> Computed:
    """The initial cycles as the endpoint counts them; further ones, as many as Table 1 has more."""
    most = max(quantity.value for quantity in table_1)
    return Computed((Threshold("=", INITIAL_CYCLES), Bound("≥", most - INITIAL_CYCLES)))


@check("minimum-age")
def youngest(letter: Letter) -> Computed:
    """The age of the youngest patient, in years: the age limit can be no higher."""
    youngest = letter.cohort.nsmallest(1, "age_years")
    age = int(youngest["age_years"].iloc[0])
    return Computed(
        (Bound("≤", age),),
        patients=tuple(youngest["patient"]),
        evidence={"youngest": named(youngest), "age": str(age)},
    )


@check("enrolment-period")
def treatment_period(letter: Letter) -> Computed:
    """The months of first and last treatment that reference 8 prints, which enrollment precedes."""
    first, last = letter.related["first-treatment"], letter.related["last-treatment"]
    return Computed(
        (Bound("≤", first.value), Bound("≤", last.value)),
        evidence={"first": first.text, "last": last.text},
    )


@check("relapse-after-chemotherapy", reads=("rfs-by-mrd",))
def relapse_horizon(_: Letter, rfs_by_mrd: Quantities) -> Computed:
    """The horizon, in years, at which p1 leaves less than half of those with MRD in remission."""
    horizon, with_mrd = rfs_by_mrd[:2]
    relapsed = PERCENT - with_mrd.value
    return Computed(
        (horizon.value if relapsed > PERCENT / 2 else None,),
        evidence={"relapsed": f"{relapsed}%", "remission": with_mrd.numeral},
    )


@check("both-studies", reads=("blast-interim",))
def studies_compared(letter: Letter, blast_interim: Quantities) -> Computed:
    """The studies whose patients the paragraph (p8) counts: this one and another."""
    patients = (len(letter.cohort), int(blast_interim[0].value))
    return Computed((sum(n > 0 for n in patients),), evidence={"other": str(patients[1])})


@check("new-adverse-events", reads=("pulmonary-hemorrhage", "breast-cancer"))
def adverse_events(_: Letter, hemorrhage: Quantities, cancer: Quantities) -> Computed:
    """The patients with each of the two events that p11 tells of, added up."""
    return Computed((hemorrhage[0].value + cancer[0].value,))


@check("breast-cancer", reads=("new-adverse-events", "pulmonary-hemorrhage"))
def other_adverse_event(_: Letter, events: Quantities, hemorrhage: Quantities) -> Computed:
    """New adverse events less the pulmonary hemorrhage."""
    return Computed((events[0].value - hemorrhage[0].value,))
