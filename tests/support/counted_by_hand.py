"""What each check should find, worked out by hand from the letter's Table 2.

The numbers were counted on the printed table, patient by patient, and not taken from the program.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from reproduction.claims import Bound, Convention, Threshold, Value
from reproduction.claims.quantity import MONTHS

ALL = tuple(range(1, 21))
FIVE_YEARS = tuple(range(11, 21))
LESS = tuple(range(1, 11))
RESPONDERS = (1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, *range(15, 20))
TRANSPLANTED = (6, 7, 8, 10, 11, 12, 14, 17, 19)
PH_POSITIVE = (3, 4, 9, 12, 20)

# The study's horizon as the letter prints it: five years, five or more, less than five.
AT_FIVE, FIVE_OR_MORE, LESS_THAN_FIVE = (Threshold(r, 5) for r in ("=", "≥", "<"))
MRD, CLASS = Fraction(1, 10_000), Fraction(1, 1_000)

# A day in months of 365.25 / 12 days, and 43 days, which are 1.41 months.
DAY = 1 / 30.4375
WITHDREW = 43 * DAY
NOTE = {"patient": "1", "days": "43", "months": "1.41"}


@dataclass(frozen=True)
class Expected:
    values: tuple[Value, ...]
    patients: tuple[int, ...] = ()
    evidence: dict[str, str] = field(default_factory=dict)


def month(name: str, year: int) -> int:
    return 12 * year + MONTHS.index(name) + 1


def only(*values: int) -> tuple[Convention, ...]:
    """Values that hold under a convention, and nothing without it."""
    return tuple(Convention(value) for value in values)


EXPECTED = {
    # p1: a proportion of 10^-4 is 0.01 in a hundred
    "mrd-definition": Expected((Threshold("≥", MRD), Threshold("=", 0.01))),
    # p3
    "final-analysis-horizon": Expected((AT_FIVE,)),
    "minimum-age": Expected((Bound("≤", 20),), (6,), {"youngest": "6", "age": "20"}),
    "enrolment-mrd": Expected((Threshold("≥", MRD),)),
    "enrolment-period": Expected(
        (Bound("≤", month("May", 2008)), Bound("≤", month("November", 2009))),
        evidence={"first": "May 2008", "last": "November 2009"},
    ),
    # Table 1 has up to seven cycles, which is three beyond the first four.
    "cycles": Expected((Threshold("=", 4), Bound("≥", 3))),
    "endpoint-cycles": Expected((Threshold("=", 4),)),
    "endpoint-mrd": Expected((Threshold("<", MRD),)),
    # p4
    "mrd-responses": Expected((80, 16, 20), RESPONDERS),
    # RFS less duration: 0.9 months in patients 1, 3 and 5, 0.8 in 13 and 18, which are 24 to 27
    # days, in the first cycle; then 2.3 months in patient 4
    "first-cycle-responses": Expected(
        (Bound("≤", 1),),
        (1, 3, 5, 13, 18),
        {"patients": "1, 3, 5, 13 and 18", "days": "27", "cycle": "42", "others": "11"},
    ),
    # patient 20's 70.1 months, less seven cycles of six weeks, which are 294 days
    "follow-up-visits": Expected(
        (Convention(70.1 / 12 - 294 / 365.25, otherwise=70.1 / 12),),
        (20,),
        {
            "beyond": "12–20",
            "longest": "20",
            "months": "70.1",
            "years": "5.8",
            "cycles": "7",
            "weeks": "6",
            "afterwards": "5.0",
        },
    ),
    # Kaplan-Meier at 33 months: 7 of 19 after the first was censored, 3 of 9 transplanted
    "first-follow-up-remission": Expected(
        (Convention(12), 20, Convention(60)),
        tuple(range(9, 21)),
        {
            "patients": "9–20",
            "all": "63.2%",
            "all_then": "61%",
            "transplanted": "66.7%",
            "transplanted_then": "65%",
        },
    ),
    # the tenth and the eleventh time are 50.8 and 59.5; the reverse curve is 0.95 after 1.4
    # months and falls by 0.095 with each patient from 59.5 on, below one half with the fifth
    "median-follow-up": Expected(
        (Convention(50.8, otherwise=55.15),),
        (10,),
        {"plain": "55.2", "middle": "10 and 11", "reverse": "63.8"},
    ),
    # patient 11's 59.5 months are the only ones below sixty
    "remission-at-five-years": Expected(
        (Convention(10, otherwise=9), Convention(50, otherwise=45), AT_FIVE),
        FIVE_YEARS,
        {"short": "11", "months": "59.5", "strict": "9", "strict_percent": "45%"},
    ),
    # p5: 1.9 months are 57.8 days, more than one cycle of 42 and less than two
    "first-cycle-transplants": Expected(
        (Bound("≤", 1),),
        (11,),
        {"patient": "11", "months": "1.9", "days": "58", "cycle": "42"},
    ),
    "transplanted": Expected((9, 7, 2), TRANSPLANTED),
    "figure-1a-patients": Expected((20,), ALL),
    # transplanted: 11, 12, 14, 17 and 19; not: 13, 15, 16, 18 and 20
    "remission-by-transplant": Expected(
        (Convention(5, otherwise=4), 9, Convention(5, otherwise=5), 11, AT_FIVE),
        FIVE_YEARS,
        {"short": "11", "strict": "4", "of": "9"},
    ),
    # p6
    "figure-1b-patients": Expected((15,), (1, 2, 5, 6, 7, 8, 10, 11, 13, 14, 15, 16, 17, 18, 19)),
    "untreated-ph-negative": Expected(
        (Convention(4, otherwise=4), Convention(6, otherwise=7), AT_FIVE),
        (1, 5, 13, 15, 16, 18),
        {
            "n": "7",
            "n_responders": "6",
            "n_without": "6",
            "group": "1, 2, 5, 13, 15, 16 and 18",
            "remission": "13, 15, 16 and 18",
            "non_responder": "2",
            "withdrew": "1",
            "then": "6",
            "then_remission": "4",
        },
    ),
    # p7
    "rfs-groups": Expected((FIVE_OR_MORE,)),
    "first-remission": Expected((19, 20), tuple(n for n in ALL if n != 7)),
    "ph-positive": Expected((5,), PH_POSITIVE),
    "mll-af4": Expected((2,), evidence={"long": "1", "short": "1"}),
    # p8
    "molecular-failure-five-years": Expected((10, FIVE_OR_MORE), FIVE_YEARS),
    "molecular-status-below-five-years": Expected((10, LESS_THAN_FIVE, 5, 5), LESS),
    "figure-1c-patients": Expected((15,), (1, 3, 5, 8, *range(10, 21))),
    "second-remission": Expected((1,), (7,)),
    "both-studies": Expected((2,), evidence={"other": "116"}),
    # p9
    "t-cell-expansion": Expected((None, 20), ALL),
    "t-cell-comparison": Expected((FIVE_OR_MORE, FIVE_OR_MORE)),
    # p10
    "table-2-patients": Expected((20,), ALL),
    "ongoing-responses": Expected((7, 10, FIVE_OR_MORE), (11, 13, 15, 16, 17, 18, 19)),
    "non-responders-five-years": Expected((3, FIVE_OR_MORE), (12, 14, 20)),
    # patient 12 is in the class from 10^-3 on
    "non-responders-mrd": Expected(
        (3, Bound(">", CLASS)), (12, 14, 20), {"low": "14 and 20", "high": "12"}
    ),
    "non-responder-dasatinib": Expected((1,), (20,)),
    "non-responders-transplanted": Expected((2, 1, 1, 2), (12, 14)),
    "ph-positive-remission": Expected((5, 2, 1, 1), PH_POSITIVE),
    "documented-five-years-lacking": Expected((10, FIVE_OR_MORE), LESS),
    "hematologic-relapses": Expected((6, 2, 2, 2), (2, 4, 6, 8, 9, 10)),
    "extramedullary-relapses": Expected((2, 2), (3, 5)),
    "withdrawal": Expected((1,), (1,)),
    "withdrawal-time": Expected((WITHDREW,), (1,), NOTE),
    "death-in-remission": Expected((1, 19.1), (7,)),
    "hematologic-relapse-times": Expected(
        (6, 3.2, 5.1, 12.4, 31.0, 44.3, 50.8), (2, 4, 6, 8, 9, 10)
    ),
    # responses lost: 3, 4, 5, 9 and 10; of these only 10 was transplanted
    "late-relapse": Expected((50.8,), (10,)),
    # 50.8 less 18.7 months
    "late-relapse-extramedullary": Expected(
        (Bound("≥", 32.1), Bound("≥", 32.1)),
        (10,),
        {
            "patient": "10",
            "rfs": "50.8",
            "hsct": "18.7",
            "least": "32.1",
            "others": "3 and 5",
            "times": "4.2 and 6.5",
        },
    ),
    # p11
    "new-adverse-events": Expected((2,)),
    "pulmonary-hemorrhage": Expected((1, 12.4), (6,), {"patient": "6"}),
    "breast-cancer": Expected((1,)),
    # p12
    "relapse-after-chemotherapy": Expected((5,), evidence={"remission": "25%", "relapsed": "75%"}),
    "half-in-remission": Expected(
        (Convention(Fraction(1, 2), otherwise=Fraction(9, 20)), AT_FIVE),
        FIVE_YEARS,
        {"strict": "9", "all": "20", "short": "11"},
    ),
    "transplant-related-death": Expected((9, 1), (7,)),
    "figure-1-populations": Expected((20, 15, 15), ALL),
    # Table 1
    "table1-heads": Expected((FIVE_OR_MORE, LESS_THAN_FIVE, 10, 10), ALL),
    "table1-male": Expected((3, 30, 5, 50), (5, 6, 7, 9, 10, 12, 19, 20)),
    "table1-female": Expected((7, 70, 5, 50), (1, 2, 3, 4, 8, 11, *range(13, 19))),
    # 23 31 31 34 40 | 57 63 65 68 77 and 20 28 37 42 47 | 62 62 67 69 72
    "table1-age": Expected((48.5, 23, 77, 54.5, 20, 72), ALL),
    # 40% and 70% of ten; four and seven in percent of ten
    "table1-prior-consolidation": Expected((4, 40, 7, 70)),
    "table1-molecular-relapse-cr1": Expected((0, 0, 4, 40), (2, 4, 6, 9)),
    "table1-molecular-relapse-cr2": Expected((0, 0, 1, 10), (7,)),
    "table1-molecular-failure-cr1": Expected((10, 100, 5, 50), (1, 3, 5, 8, *range(10, 21))),
    "table1-molecular-failure-cr2": Expected((0, 0, 0, 0)),
    "table1-mrd-low": Expected((Threshold("<", CLASS), 3, 30, 1, 10), (4, 11, 14, 20)),
    "table1-mrd-high": Expected(
        (Threshold("≥", CLASS), 7, 70, 9, 90),
        (1, 2, 3, 5, 6, 7, 8, 9, 10, 12, 13, 15, 16, 17, 18, 19),
    ),
    "table1-ig-tcr": Expected((7, 70, 9, 90)),
    "table1-bcr-abl": Expected(only(2, 20, 3, 30), PH_POSITIVE),
    "table1-mll-af4": Expected((1, 10, 1, 10)),
    # in order 2 3 4 5 5 | 7 7 7 7 7 and 2 2 2 3 3 | 4 4 5 7 7
    "table1-cycles": Expected(
        tuple(Bound("≤", most) for most in (6, 2, 7, 3.5, 2, 7)),
        ALL,
        {
            "most": "7",
            "rfs_at_least_5y_each": "2, 3, 7, 5, 7, 7, 5, 7, 4, 7",
            "rfs_at_least_5y_median": "6",
            "rfs_below_5y_each": "2, 3, 4, 4, 5, 2, 3, 2, 7, 7",
            "rfs_below_5y_median": "3.5",
        },
    ),
    "table1-response-cycle": Expected((1,)),
    "table1-complete-response": Expected(only(7, 70, 9, 90), RESPONDERS),
    "table1-transplant": Expected((5, 50, 4, 40), TRANSPLANTED),
    # 59.5 months of 30.5 days, to a tenth, are 1814 to 1816 days: 59.60 to 59.66 months of
    # 30.4375 days, and 4.966 to 4.972 years
    "table1-note-five-years": Expected(
        (1, 59.5, 59.5 / 12),
        (11,),
        {
            "patient": "11",
            "table_2": "59.5",
            "long_month": "30.5",
            "days": "1,814 to 1,816",
            "months": "59.6 to 59.7",
            "years": "4.97",
        },
    ),
    "table1-note-withdrawal": Expected((1, 43, WITHDREW), (1,), NOTE),
    # Table 2
    "table2-head": Expected((FIVE_OR_MORE,)),
    "table2-note-withdrawal": Expected((43, WITHDREW), (1,), NOTE),
}
