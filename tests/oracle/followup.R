# followup.csv: what "median follow-up" can mean.

source("tests/oracle/lib/oracle.R")

months <- cohort$rfs_months
put("plain_median", value = median(months))
put("lower_median", value = unname(quantile(months, 0.5, type = 1)))

reverse <- km(data.frame(time = months, event = !cohort$rfs_event))
put("reverse_median", value = km_median(reverse))
put("event_free_median", value = median(months[!cohort$rfs_event]))
put("five_years_shortest", value = min(months[cohort$rfs_5y]))
put("five_years_longest", value = max(months[cohort$rfs_5y]))

write_values("followup.csv")
