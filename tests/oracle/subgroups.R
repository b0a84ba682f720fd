# subgroups.csv: exploratory comparisons; MRD response from a landmark after the first cycle.
# group-curves.csv: the curves of every group that a figure shows.

source("tests/oracle/lib/oracle.R")

data <- rfs(cohort)
put_comparison("ph_positive", data, cohort$ph_status == "positive", 60)
put_comparison("molecular_relapse", data, cohort$molecular_status == "relapse", 60)
put_comparison("high_mrd", data, cohort$baseline_mrd == "at_least_1e-3", 60)

reached <- subset(cohort, rfs_months > 1.5)
since <- data.frame(time = reached$rfs_months - 1.5, event = reached$rfs_event)
put("mrd_response", "n", value = nrow(reached))
put_comparison("mrd_response", since, reached$mrd_response, 58.5)

groups <- list(
  ph_negative = data[cohort$ph_status == "negative", ],
  ph_positive = data[cohort$ph_status == "positive", ],
  failure = data[cohort$molecular_status == "failure", ],
  relapse = data[cohort$molecular_status == "relapse", ],
  high_mrd = data[cohort$baseline_mrd == "at_least_1e-3", ],
  low_mrd = data[cohort$baseline_mrd == "below_1e-3", ],
  response = since[reached$mrd_response, ],
  no_response = since[!reached$mrd_response, ],
  never = data[!cohort$transplanted, ],
  ever = data[cohort$transplanted, ]
)
write_oracle(do.call(rbind, lapply(names(groups), function(name) {
  fit <- km(groups[[name]])
  data.frame(
    group = name, time = fit$time, at_risk = fit$n.risk, survival = fit$surv,
    ci_lower = fit$lower, ci_upper = fit$upper
  )
})), "group-curves.csv")
write_values("subgroups.csv")
