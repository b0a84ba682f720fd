"""The printed numbers of the 6-MP trial, each computed again from its 42 patients."""

import pandas as pd
from display import curves, groups, table_numbers

from reproduction.claims import Bound, Checks, Computed, Convention, Ends, Quantity, Value
from reproduction.claims.rounding import fixed
from reproduction.loading import Project
from reproduction.settings import Files
from reproduction.survival.kaplan_meier import kaplan_meier, median
from reproduction.survival.partial_likelihood import cox_breslow
from reproduction.survival.two_groups import cox, log_rank

check: Checks[pd.DataFrame] = Checks()


def load(files: Files) -> pd.DataFrame:
    """Read the patients, one row each, with their weeks in remission."""
    return pd.read_csv(files.cohort)


def downloads(project: Project) -> dict[str, pd.DataFrame]:
    """Return the numbers behind the table and the figure."""
    return {"table-1": table_numbers(project.source), "figure-1": curves(project.source)}


def from_all(patients: pd.DataFrame, *values: Value, **evidence: str) -> Computed:
    """Values that every patient contributes to."""
    return Computed(values, patients=tuple(patients["patient"]), evidence=evidence)


def compared(patients: pd.DataFrame, numerator: str) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Weeks, relapses, and who had the treatment of the numerator, as the estimators take them."""
    return patients["weeks"], patients["relapsed"], patients["treatment"] == numerator


@check("entered", reads=("entered",))
def entered(_: pd.DataFrame, printed: tuple[Quantity, ...]) -> Computed:
    """At least as many patients entered as had a remission; the percentage of the two."""
    everyone, remissions = printed[0].value, printed[1].value
    return Computed((Bound("≥", remissions), Bound("≤", everyone), 100 * remissions / everyone))


@check("pairs")
def pairs(patients: pd.DataFrame) -> Computed:
    """Pairs with one patient for each treatment, and the patients."""
    both = patients.groupby("pair")["treatment"].nunique() == 2
    return from_all(patients, both.sum(), len(patients))


@check("relapses")
def relapses(patients: pd.DataFrame) -> Computed:
    """Patients with a relapse; all patients; their weeks under observation, summed."""
    return from_all(patients, patients["relapsed"].sum(), len(patients), patients["weeks"].sum())


@check("weekly-rate")
def weekly_rate(patients: pd.DataFrame) -> Computed:
    """Relapses per 100 weeks under observation."""
    relapses, everyone = patients["relapsed"].sum(), len(patients)
    rate, other = (100 * n / patients["weeks"].sum() for n in (relapses, everyone))
    return from_all(patients, rate, rate=fixed(rate, 1), all=f"{everyone}", other=fixed(other, 1))


@check("last-observed")
def last_observed(patients: pd.DataFrame) -> Computed:
    """The longest time under observation, in weeks."""
    last = patients.nlargest(1, "weeks", keep="all")
    return from_all(last, last["weeks"].max())


@check("last-placebo-relapse")
def last_placebo_relapse(patients: pd.DataFrame) -> Computed:
    """The week in which the curve of placebo comes down to zero."""
    placebo = patients[patients["treatment"] == "Placebo"]
    curve = kaplan_meier(placebo["weeks"], placebo["relapsed"])
    return from_all(placebo, curve.loc[curve["survival"] == 0, "time"].min())


@check("hazard-ratio-of-treated")
def hazard_ratio_of_treated(patients: pd.DataFrame) -> Computed:
    """Cox's hazard ratio of 6-MP over placebo (Breslow's ties), its interval, its reduction."""
    ratio = cox_breslow(*compared(patients, "6-MP")).hazard_ratio
    return from_all(patients, ratio.value, ratio.lower, ratio.upper, 100 * (1 - ratio.value))


@check("times")
def times(patients: pd.DataFrame) -> Computed:
    """The shortest, longest, median and mean time in weeks, as if all were complete."""
    return from_all(patients, *patients["weeks"].agg(["min", "max", "median", "mean"]))


@check("relapses-by-group")
def relapses_by_group(patients: pd.DataFrame) -> Computed:
    """Relapses and patients with 6-MP, then with placebo."""
    groups = patients.groupby("treatment")["relapsed"].agg(["sum", "count"])
    return from_all(patients, *groups.loc["6-MP"], *groups.loc["Placebo"])


@check("medians")
def medians(patients: pd.DataFrame) -> Computed:
    """Median weeks of remission by Kaplan-Meier, with 6-MP and with placebo."""
    return from_all(patients, *(median(kaplan_meier(*own)) for own in groups(patients).values()))


@check("log-rank")
def log_rank_test(patients: pd.DataFrame) -> Computed:
    """Chi-squared of the log-rank test, and its P value."""
    test = log_rank(*compared(patients, "6-MP"))
    return from_all(patients, test.chi_squared, test.p_value, p=fixed(test.p_value, 6))


@check("hazard-ratio")
def hazard_ratio(patients: pd.DataFrame) -> Computed:
    """Cox's hazard ratio of placebo over 6-MP and its interval: Breslow's ties, else Efron's."""
    fits = (fit(*compared(patients, "Placebo")) for fit in (cox_breslow, cox))
    breslow, efron = (fit.hazard_ratio for fit in fits)
    value = Convention(breslow.value, otherwise=efron.value)
    interval = Convention(Ends(breslow.lower, breslow.upper), Ends(efron.lower, efron.upper))
    low, high = fixed(efron.lower, 2), fixed(efron.upper, 2)
    return from_all(patients, value, interval, efron=f"{fixed(efron.value, 2)} ({low} to {high})")


@check("hazard-ratio-efron")
def hazard_ratio_efron(patients: pd.DataFrame) -> Computed:
    """Cox's hazard ratio of placebo over 6-MP with Efron's ties."""
    return from_all(patients, cox(*compared(patients, "Placebo")).hazard_ratio.value)
