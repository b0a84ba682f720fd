# bounds.csv: relapse-free survival without transplants, had censoring at them hidden the worst (a
# relapse on the day) or the best (remission for as long as anybody was followed).
# bounds-curves.csv: the curves for all patients.

source("tests/oracle/lib/oracle.R")

curve_rows <- list()
for (population in names(populations)) {
  patients <- populations[[population]]
  censored <- rfs(patients, "censored_at_hsct")
  worst <- transform(censored, event = event | patients$transplanted)
  best <- transform(
    censored, time = ifelse(patients$transplanted, max(patients$rfs_months), time)
  )
  for (case in c("worst", "best")) {
    fit <- km(get(case))
    put(population, case, "rfs_60", value = km_at(fit, 60))
    if (population == "all_patients") {
      curve_rows[[case]] <- data.frame(
        case = case, time = fit$time, survival = fit$surv, ci_lower = fit$lower,
        ci_upper = fit$upper
      )
    }
  }
}
write_oracle(do.call(rbind, curve_rows), "bounds-curves.csv")
write_values("bounds.csv")
