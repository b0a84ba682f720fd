"""How long MRD responses lasted, and what became of those who lost one."""

from letter.definitions import endpoints, groups
from letter.definitions.endpoints import mrd_response_duration
from letter.definitions.groups import Cohort
from letter.definitions.schedule import CYCLE_MONTHS
from letter.definitions.treatment import response_start_bounds
from letter.review.topics.named import Named
from reproduction.survival.kaplan_meier import estimate_at, median_interval


def response(cohort: Cohort) -> Named:
    """Yield the duration of response, and for each loss the time from it to relapse."""
    duration = mrd_response_duration(cohort)
    curve = endpoints.curve(duration)
    yield "n", len(duration)
    yield "median", median_interval(curve)
    yield "kept_12", estimate_at(curve, 12)
    responses = response_start_bounds(cohort)
    ongoing, lost = groups.ongoing_response(responses), groups.lost_response(responses)
    limited = responses.loc[responses["latest"] < CYCLE_MONTHS, "latest"]
    yield "limited_start.n", len(limited)
    yield "limited_start.lowest", limited.min()
    yield "limited_start.highest", limited.max()
    yield "lost.n", len(lost)
    yield "lost.at_relapse", lost["ends_at_relapse"].sum()
    for row in lost.itertuples():
        yield f"duration.{row.patient}", row.mrd_response_months
        yield f"relapse.{row.patient}", row.rfs_months
        yield f"start.{row.patient}", row.latest
        yield f"shortest_lag.{row.patient}", row.after_least
        yield f"longest_lag.{row.patient}", row.after_most
    yield "ongoing.n", len(ongoing)
    yield "ongoing.failures", ongoing["rfs_event"].sum()
    # Responses began in the first cycle: in these patients MRD was last assessed before the
    # transplant or within weeks of it, so the response says nothing of what came later.
    unseen = ongoing[ongoing["mrd_response_months"] < ongoing["hsct_months"]]
    yield "ongoing.shorter_than_wait", len(unseen)
    yield "ongoing.shorter_than_wait.failures", unseen["rfs_event"].sum()
