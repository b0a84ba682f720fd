# followup.csv: what "median follow-up" can mean, and the estimates that the earlier report of the
# same patients gives at a median follow-up of 33 months.

source("tests/oracle/lib/oracle.R")

months <- cohort$rfs_months
put("plain_median", value = median(months))
put("lower_median", value = unname(quantile(months, 0.5, type = 1)))

# survfit's median is the middle of a stretch at exactly one half: the plain median here. Ours is
# where the stretch begins.
observation <- km(data.frame(time = months, event = TRUE))
put("observation_median_of_survfit", value = km_median(observation)[1])
put("observation_median", value = min(observation$time[observation$surv <= 0.5 + 1e-12]))

reverse <- km(data.frame(time = months, event = !cohort$rfs_event))
put("reverse_median", value = km_median(reverse))
put("event_free_median", value = median(months[!cohort$rfs_event]))
put("five_years_shortest", value = min(months[cohort$rfs_5y]))
put("five_years_longest", value = max(months[cohort$rfs_5y]))

for (name in c("all", "transplanted")) {
  fit <- km(rfs(if (name == "all") cohort else subset(cohort, transplanted)))
  put(paste0("rfs_33_", name), value = km_at(fit, 33))
  put(paste0("rfs_60_", name), value = km_at(fit, 60))
}
write_values("followup.csv")
