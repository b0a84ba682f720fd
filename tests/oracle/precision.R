# history.csv: the five-year proportions against those of earlier patients, as the letter cites them.
# precision.csv: which true effects would have been detected with 80% power.
# late.csv: late events, follow-up beyond five years, conditional survival.

source("tests/oracle/lib/oracle.R")

put_history <- function(name, patients, expected, counted = patients$rfs_5y) {
  put(name, "part", value = sum(counted))
  put(name, "whole", value = nrow(patients))
  put(name, "expected", value = expected)
  put(name, "p", value = binom.test(sum(counted), nrow(patients), expected)$p.value)
}
put_history("all", cohort, 0.25)
put_history("strict", cohort, 0.25, cohort$rfs_months >= 60)
put_history("transplanted", subset(cohort, transplanted), 0.44)
put_history("not_transplanted", subset(cohort, !transplanted), 0.11)
put("youngest", value = 15)
put("oldest", value = 55)
put("older", value = sum(cohort$age_years > 55))
write_values("history.csv")

values <- list()
rejects <- Filter(function(k) k > 5 && binom.test(k, 20, 0.25)$p.value <= 0.05, 0:20)
power <- function(p) sum(dbinom(rejects, 20, p))
put("events", value = sum(cohort$rfs_event))
put("detectable_proportion", value = uniroot(function(p) power(p) - 0.8, c(0.25, 1), tol = 1e-14)$root)
# Schoenfeld's formula, which no R package at hand implements.
z <- qnorm(0.975) + qnorm(0.8)
put("detectable_hazard_ratio", value = exp(z / sqrt(sum(cohort$rfs_event) / 4)))
write_values("precision.csv")

values <- list()
data <- rfs(cohort)
put("events_after_36", value = with(data, sum(event & time > 36)))
put("last_event", value = max(data$time[data$event]))
put("years_beyond_60", value = sum(pmax(data$time - 60, 0)) / 12)
for (month in c(12, 24, 36)) {
  fit <- survfit(Surv(time, event) ~ 1, data = data, conf.type = "log-log", start.time = month)
  put(paste0("given_", month), value = km_at(fit, 60))
}
write_values("late.csv")
