# competing.csv: cumulative incidence with competing risks (Aalen-Johansen).
# incidence.csv: the curves.
#
# Estimates and standard errors are prodlim's (Marubini and Valsecchi's variance); survfit's
# multi-state model and cmprsk::cuminc confirm the estimates. cuminc's own variance is shown beside
# it. Intervals are survfit's, on the log-log scale.

source("tests/oracle/lib/oracle.R")

incidence_curve <- function(time, cause, of) {
  curve <- incidence_of(time, cause, of)
  causes <- c("censored", sort(setdiff(cause, "censored")))
  fit <- survfit(Surv(time, factor(cause, causes)) ~ 1)
  stopifnot(abs(curve$incidence - fit$pstate[, match(of, fit$states)]) < 1e-12)
  gray <- cmprsk::cuminc(time, cause, cencode = "censored")[[paste("1", of)]]
  gray_at <- function(what, month) tail(gray[[what]][gray$time <= month], 1)
  stopifnot(abs(curve$incidence - sapply(curve$time, gray_at, what = "est")) < 1e-12)

  put(of, "events", value = sum(curve$events))
  for (month in c(12, 36, 60)) {
    last <- curve[max(which(curve$time <= month)), ]
    put(of, paste0("by_", month), value = log_log(last$incidence, last$standard_error))
    at_month <- lapply(c(est = "est", var = "var"), gray_at, month = month)
    put(of, paste0("gray_", month), value = log_log(at_month$est, sqrt(at_month$var)))
  }
  limits <- t(mapply(log_log, curve$incidence, curve$standard_error))
  data.frame(of = of, curve, ci_lower = limits[, 2], ci_upper = limits[, 3])
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
write_oracle(do.call(rbind, tables), "incidence.csv")
write_values("competing.csv")
