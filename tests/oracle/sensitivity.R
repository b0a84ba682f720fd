# sensitivity.csv: the five-year estimate under other decisions and records.
# leave-one-out.csv: without each patient in turn.

source("tests/oracle/lib/oracle.R")

data <- rfs(cohort)
five <- function(data, ...) km_at(km(data, ...), 60)

later <- transform(data, time = ifelse(time == 59.5, 59.7, time))
put("months_59_7", value = five(later))
put("strictly_five_years", value = sum(data$time >= 60))

# The caption's endpoint: extramedullary relapse censored, or competing (prodlim's standard error,
# on survfit's log-log scale for the proportion free of the event).
caption <- data$event & cohort$event_type != "extramedullary_relapse"
put("caption.censored", value = five(transform(data, event = caption)))
cause <- ifelse(caption, "counted", ifelse(data$event, "other", "censored"))
incidence <- incidence_at(data$time, cause, "counted", 60)
put("caption.competing", value = log_log(1 - incidence[["estimate"]], incidence[["se"]]))
# The same with the variance of cmprsk.
gray <- cmprsk::cuminc(data$time, cause, cencode = "censored")[["1 counted"]]
last <- max(which(gray$time <= 60))
put("caption.gray", value = log_log(1 - gray$est[last], sqrt(gray$var[last])))

withdrawn <- cohort$event_type == "withdrew_consent"
put("withdrawn.later", value = five(transform(data, time = ifelse(withdrawn, 2.6, time))))
put("withdrawn.excluded", value = five(data[!withdrawn, ]))
put("withdrawn.event", value = five(transform(data, event = event | withdrawn)))
put("withdrawn.event_free", value = five(transform(data, time = ifelse(withdrawn, max(time), time))))

for (scale in c("log", "plain")) put("scale", scale, value = five(data, conf.type = scale))

# Followed through transplant, nobody is censored between the withdrawal and 59.5 months.
stopifnot(sum(!data$event & data$time > 1.4 & data$time < 59.5) == 0)
put("followed.part", value = sum(cohort$rfs_5y))
put("followed.whole", value = sum(!withdrawn))
put("one_patient", value = 1 / sum(!withdrawn))

censored <- rfs(cohort, "censored_at_hsct")
survival <- sapply(cohort$patient, function(p) five(subset(censored, patient != p))[1])
change <- survival - five(censored)[1]
most <- which.max(abs(change))
put("leave_one_out.patient", value = cohort$patient[most])
put("leave_one_out.change", value = change[most])
write_oracle(data.frame(patient = cohort$patient, survival, change), "leave-one-out.csv")
write_values("sensitivity.csv")
