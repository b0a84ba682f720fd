# competing.csv: cumulative incidence with competing risks (Aalen-Johansen).
# incidence.csv: the curves.
#
# Estimates are survfit's for a multi-state model. Its standard errors are infinitesimal jackknife;
# ours are those of Marubini and Valsecchi, 1995, page 341, computed here from survfit's counts
# and estimates. Intervals are symmetric for log(-log F). cmprsk::cuminc confirms the estimates.

source("tests/oracle/lib/oracle.R")

variance <- function(n, d, all, free_before, incidence) {
  sapply(seq_along(n), function(now) {
    i <- seq_len(now)
    gap <- incidence[now] - incidence[i]
    spread <- ifelse(n[i] > all[i], all[i] / (n[i] * (n[i] - all[i])), 0)
    sum(gap^2 * spread) + sum(free_before[i]^2 * (n[i] - d[i]) / n[i]^3 * d[i]) -
      2 * sum(gap * free_before[i] * d[i] / n[i]^2)
  })
}

incidence_curve <- function(time, cause, of) {
  causes <- c("censored", sort(unique(cause[cause != "censored"])))
  fit <- survfit(Surv(time, factor(cause, causes)) ~ 1)
  state <- match(of, fit$states)
  n <- fit$n.risk[, 1]
  free <- fit$pstate[, 1]
  all <- rowSums(fit$n.event[, -1, drop = FALSE])
  incidence <- fit$pstate[, state]
  se <- sqrt(variance(n, fit$n.event[, state], all, c(1, head(free, -1)), incidence))
  gray <- cmprsk::cuminc(time, cause, cencode = "censored")[[paste("1", of)]]
  for (i in seq_along(time)) {
    stopifnot(abs(tail(gray$est[gray$time <= time[i]], 1) - incidence[match(time[i], fit$time)]) < 1e-12)
  }
  width <- qnorm(0.975) * se / (incidence * abs(log(incidence)))
  data.frame(
    of = of, time = fit$time, at_risk = n, events = fit$n.event[, state], incidence = incidence,
    standard_error = se,
    ci_lower = ifelse(incidence > 0, exp(log(incidence) * exp(width)), NA),
    ci_upper = ifelse(incidence > 0, exp(log(incidence) / exp(width)), NA)
  )
}

time <- cohort$rfs_months
kind <- ifelse(cohort$rfs_event, cohort$event_type, "censored")
any_relapse <- ifelse(grepl("relapse", kind), "relapse", kind)
first <- with(cohort, ifelse(transplanted, "transplant", ifelse(rfs_event, "failure", "censored")))
first_time <- with(cohort, ifelse(transplanted, hsct_months, rfs_months))

tables <- list(
  incidence_curve(time, any_relapse, "relapse"),
  incidence_curve(time, kind, "hematologic_relapse"),
  incidence_curve(time, kind, "extramedullary_relapse"),
  incidence_curve(time, kind, "death_in_remission"),
  incidence_curve(first_time, first, "failure"),
  incidence_curve(first_time, first, "transplant")
)
for (curve in tables) {
  of <- curve$of[1]
  put(of, "events", value = sum(curve$events))
  for (year in years) {
    last <- curve[max(which(curve$time <= year)), ]
    put(of, paste0("by_", year), value = c(last$incidence, last$ci_lower, last$ci_upper))
  }
}
write_oracle(do.call(rbind, tables), "incidence.csv")
write_values("competing.csv")

