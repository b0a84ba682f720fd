# What every oracle script shares: the cohort, the populations, the estimators' settings, writers.

suppressPackageStartupMessages(library(survival))

cohort <- read.csv("data/cohort.csv", stringsAsFactors = FALSE, na.strings = "")
for (flag in c("dose_increased", "mrd_response", "mrd_response_ongoing", "rfs_event", "rfs_5y")) {
  cohort[[flag]] <- cohort[[flag]] == "true"
}
cohort$transplanted <- !is.na(cohort$hsct_months)

populations <- list(
  all_patients = cohort,
  ph_negative = subset(cohort, ph_status == "negative"),
  molecular_failure_cr1 = subset(cohort, molecular_status == "failure" & remission == "CR1")
)
curves <- c("uncensored_at_hsct", "censored_at_hsct")
years <- c(12, 24, 36, 48, 60)

# Time and event of relapse-free survival, with or without an end of follow-up at transplant.
rfs <- function(patients, curve = "uncensored_at_hsct") {
  censored <- curve == "censored_at_hsct" & patients$transplanted
  data.frame(
    patient = patients$patient,
    time = ifelse(censored, patients$hsct_months, patients$rfs_months),
    event = patients$rfs_event & !censored
  )
}

# --- estimators: log-log intervals, and iterations until nothing moves ---

km <- function(data, conf.type = "log-log") {
  survfit(Surv(time, event) ~ 1, data = data, conf.type = conf.type)
}
# Estimate, lower, upper at a time. Beyond the last follow-up only a curve at 0 goes on.
km_at <- function(fit, time) {
  s <- summary(fit, times = time, extend = min(fit$surv) == 0)
  c(s$surv, s$lower, s$upper)
}
km_median <- function(fit) unlist(quantile(fit, 0.5), use.names = FALSE)
km_mean <- function(fit, horizon) {
  row <- summary(fit, rmean = horizon)$table
  c(row[["rmean"]], row[["se(rmean)"]])
}
wald <- function(value, se) c(value, value - qnorm(0.975) * se, value + qnorm(0.975) * se)
exactly <- coxph.control(eps = 1e-15, toler.chol = 1e-16, iter.max = 100)

# --- writers ---

# The shortest text with 15 significant digits or more that reads back as the same double.
exact <- function(x) {
  if (!is.double(x)) return(as.character(x))
  short <- sprintf("%.15g", x)
  long <- !is.na(x) & suppressWarnings(as.double(short)) != x
  short[long] <- sprintf("%.17g", x[long])
  replace(short, is.na(x), NA)
}

write_oracle <- function(frame, name) {
  frame[] <- lapply(frame, exact)
  write.csv(
    frame, file.path("tests/oracle", name), row.names = FALSE, quote = FALSE, na = "NA"
  )
}

# Named numbers, put one by one and written together.
values <- list()
put <- function(..., value) {
  name <- paste(..., sep = ".")
  names <- if (length(value) == 3) c(name, paste0(name, ".lower"), paste0(name, ".upper")) else name
  values[names] <<- as.list(as.double(value))
}
write_values <- function(name) {
  write_oracle(data.frame(quantity = names(values), value = unlist(values)), name)
}

# Two groups, exposed (a logical) and others: what both sides call a comparison.
put_comparison <- function(prefix, data, exposed, horizon) {
  data$exposed <- exposed
  fits <- list()
  for (group in c("exposed", "others")) {
    own <- data[data$exposed == (group == "exposed"), ]
    fits[[group]] <- km(own)
    put(prefix, group, "n", value = nrow(own))
    put(prefix, group, "events", value = sum(own$event))
    put(prefix, group, "rfs", value = km_at(fits[[group]], horizon))
  }
  points <- lapply(fits, function(fit) {
    # std.err is that of S, Greenwood's; NaN where S is 0.
    s <- summary(fit, times = horizon, extend = min(fit$surv) == 0)
    c(s$surv, s$std.err)
  })
  put(prefix, "rfs_difference", value = wald(
    points$exposed[1] - points$others[1], sqrt(points$exposed[2]^2 + points$others[2]^2)
  ))
  means <- lapply(fits, km_mean, horizon)
  put(prefix, "mean_difference", value = wald(
    means$exposed[1] - means$others[1], sqrt(means$exposed[2]^2 + means$others[2]^2)
  ))
  model <- coxph(Surv(time, event) ~ exposed, data = data, control = exactly)
  put(prefix, "hazard_ratio", value = exp(wald(coef(model)[[1]], sqrt(vcov(model)[1, 1]))))
  test <- survdiff(Surv(time, event) ~ exposed, data = data)
  put(prefix, "chi_squared", value = test$chisq)
  put(prefix, "p", value = pchisq(test$chisq, 1, lower.tail = FALSE))
}
