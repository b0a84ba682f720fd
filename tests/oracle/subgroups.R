# subgroups.csv: exploratory comparisons; MRD response from a landmark after the first cycle.
# group-curves.csv: the curves of every group that a figure shows.

source("tests/oracle/lib/oracle.R")

data <- rfs(cohort)
relapse <- cohort$molecular_status == "relapse"
put_comparison("ph_positive", data, cohort$ph_status == "positive", 60)
put_comparison("molecular_relapse", data, relapse, 60)
put_comparison("high_mrd", data, cohort$baseline_mrd == "at_least_1e-3", 60)

reached <- subset(cohort, rfs_months > 1.5)
since <- data.frame(time = reached$rfs_months - 1.5, event = reached$rfs_event)
put_comparison("mrd_response", since, reached$mrd_response, 58.5)

p <- unlist(values[grepl("[.]p$", names(values))])
stopifnot(length(p) == 4)
put("molecular_relapse.holm", value = p.adjust(p, method = "holm")[["molecular_relapse.p"]])

put("molecular_relapse.firth", value = firth(Surv(time, event) ~ relapse, cbind(data, relapse)))
first <- cohort$remission == "CR1"
put("molecular_relapse.first_remission.p", value = exact_log_rank(data[first, ], relapse[first]))
cause <- ifelse(!cohort$rfs_event, "censored", ifelse(grepl("relapse", cohort$event_type), "relapse", "death"))
gray <- cmprsk::cuminc(cohort$rfs_months, cause, relapse, cencode = "censored")$Tests
put("molecular_relapse.gray_p", value = gray["relapse", "pv"])

put_fisher <- function(prefix, sides, table) {
  for (i in 1:2) {
    put(prefix, sides[i], "part", value = table[i, 1])
    put(prefix, sides[i], "whole", value = sum(table[i, ]))
  }
  put(prefix, "p", value = fisher.test(table)$p.value)
}
counts <- function(rows, columns) table(factor(rows, c(TRUE, FALSE)), factor(columns, c(TRUE, FALSE)))
put_fisher("table_1", c("five_years", "others"), counts(cohort$rfs_5y, !relapse))
put_fisher("response", c("exposed", "others"), counts(cohort$mrd_response, cohort$rfs_5y))

groups <- list(
  ph_negative = data[cohort$ph_status == "negative", ],
  ph_positive = data[cohort$ph_status == "positive", ],
  failure = data[!relapse, ],
  relapse = data[relapse, ],
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
