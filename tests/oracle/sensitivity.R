# sensitivity.csv: the five-year estimate under other decisions and records.
# leave-one-out.csv: without each patient in turn.

source("tests/oracle/lib/oracle.R")

data <- rfs(cohort)
five <- function(data, ...) km_at(km(data, ...), 60)

later <- transform(data, time = ifelse(time == 59.5, 59.7, time))
put("months_59_7", value = five(later))
put("months_59_7", "plain_median", value = median(later$time))
put("months_59_7", "lower_median", value = unname(quantile(later$time, 0.5, type = 1)))
put("months_59_7", "reverse_median", value = km_median(km(transform(later, event = !event))))
put("strictly_five_years", value = sum(data$time >= 60))

definitions <- list(
  any_event = c("hematologic_relapse", "extramedullary_relapse", "death_in_remission"),
  relapse = c("hematologic_relapse", "extramedullary_relapse"),
  hematologic_or_death = c("hematologic_relapse", "death_in_remission"),
  hematologic = "hematologic_relapse"
)
for (name in names(definitions)) {
  counted <- data$event & cohort$event_type %in% definitions[[name]]
  put("definition", name, "events", value = sum(counted))
  put("definition", name, "censored", value = five(transform(data, event = counted)))

  # The other events competing: one less the cumulative incidence at 60 months, with the counts
  # taken by hand from the rows (nobody is tied) and the variance as in competing.R.
  rows <- order(data$time)
  time <- data$time[rows]
  n <- rev(seq_along(time))
  d <- counted[rows] * 1
  all <- data$event[rows] * 1
  free_before <- c(1, head(cumprod(1 - all / n), -1))
  incidence <- cumsum(free_before * d / n)
  i <- which(time <= 60)
  gap <- incidence[max(i)] - incidence[i]
  se <- sqrt(
    sum(gap^2 * ifelse(n > 1, all / (n * (n - 1)), 0)[i]) +
      sum((free_before^2 * (n - d) / n^3 * d)[i]) - 2 * sum(gap * (free_before * d / n^2)[i])
  )
  value <- incidence[max(i)]
  width <- qnorm(0.975) * se / (value * abs(log(value)))
  put("definition", name, "competing", value = 1 - value^exp(c(0, -1, 1) * width))
}

withdrawn <- cohort$event_type == "withdrew_consent"
put("withdrawn.later", value = five(transform(data, time = ifelse(withdrawn, 2.6, time))))
put("withdrawn.excluded", value = five(data[!withdrawn, ]))
put("withdrawn.event", value = five(transform(data, event = event | withdrawn)))
put("withdrawn.event_free", value = five(transform(data, time = ifelse(withdrawn, max(time), time))))

for (scale in c("log-log", "log", "plain")) put("scale", scale, value = five(data, conf.type = scale))

rows <- list()
for (curve in curves) {
  everybody <- rfs(cohort, curve)
  summarize <- function(data) c(five(data)[1], km_mean(km(data), 60)[1])
  full <- summarize(everybody)
  left_out <- t(sapply(cohort$patient, function(p) summarize(subset(everybody, patient != p))))
  own <- data.frame(
    curve = curve, patient = cohort$patient, survival = left_out[, 1],
    change = left_out[, 1] - full[1], restricted_mean = left_out[, 2],
    restricted_mean_change = left_out[, 2] - full[2]
  )
  for (column in c("change", "restricted_mean_change")) {
    change <- own[[column]]
    most <- own$patient[abs(change) > max(abs(change)) - 1e-12]
    put("leave_one_out", curve, column, "lowest", value = min(change))
    put("leave_one_out", curve, column, "highest", value = max(change))
    put("leave_one_out", curve, column, "patients", value = length(most))
    put("leave_one_out", curve, column, "patient", value = most[1])
  }
  rows[[curve]] <- own
}
write_oracle(do.call(rbind, rows), "leave-one-out.csv")
write_values("sensitivity.csv")
