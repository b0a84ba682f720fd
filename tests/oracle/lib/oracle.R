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
years <- c(12, 36, 60)

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

# --- competing risks ---

# prodlim's estimate and standard error (Marubini and Valsecchi's variance) at each of its times.
incidence_of <- function(time, cause, of) {
  causes <- c("censored", sort(setdiff(cause, "censored")))
  data <- data.frame(time, cause = factor(cause, causes))
  fit <- prodlim::prodlim(prodlim::Hist(time, cause, cens.code = "censored") ~ 1, data = data)
  data.frame(
    time = fit$time, at_risk = fit$n.risk, events = fit$n.event[[of]],
    incidence = fit$cuminc[[of]], standard_error = fit$se.cuminc[[of]]
  )
}
incidence_at <- function(time, cause, of, month) {
  curve <- incidence_of(time, cause, of)
  last <- curve[max(which(curve$time <= month)), ]
  c(estimate = last$incidence, se = last$standard_error)
}
# survfit's interval on the log-log scale, for any estimate and its standard error.
log_log <- function(p, se) {
  limits <- survival:::survfit_confint(p, se, logse = FALSE, "log-log", 0.95)
  c(p, limits$lower, limits$upper)
}

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

# --- two groups with few events ---

# The log-rank test over all assignments of the patients to groups of these sizes: survdiff's own
# chi-squared for each, with its variance computed for each.
exact_log_rank <- function(data, exposed) {
  y <- Surv(data$time, data$event)
  statistic <- function(members) {
    group <- replace(rep(2L, nrow(data)), members, 1L)
    fit <- survival:::survdiff.fit(y, group, rho = 0)
    difference <- sum(as.matrix(fit$observed)[1, ]) - sum(as.matrix(fit$expected)[1, ])
    if (fit$var[1, 1] > 0) difference^2 / fit$var[1, 1] else 0
  }
  observed <- statistic(which(exposed))
  stopifnot(abs(observed - survdiff(y ~ exposed)$chisq) < 1e-12)
  all <- combn(nrow(data), sum(exposed), statistic)
  mean(all >= observed * (1 - 1e-9))
}

# The partial likelihood, its slope and its information at a log hazard ratio, coxph's own; the formula
# has one covariate.
at_beta <- function(formula, data) {
  function(beta) {
    fit <- suppressWarnings(coxph(
      formula, data = data, init = beta, model = TRUE,
      control = coxph.control(iter.max = 0, toler.chol = 1e-16)
    ))
    c(
      loglik = fit$loglik[[1]], information = 1 / fit$var[1, 1],
      score = sum(coxph.detail(fit)$score)
    )
  }
}

# Where a curve is highest, and where it has come down by half of chi-squared's 95% point.
around_maximum <- function(curve, best) {
  level <- curve(best) - qchisq(0.95, 1) / 2
  end <- function(from, to) uniroot(function(b) curve(b) - level, c(from, to), tol = 1e-13)$root
  exp(c(best, end(best - 12, best), end(best, best + 12)))
}
profile_likelihood <- function(formula, data) {
  likelihood <- at_beta(formula, data)
  model <- coxph(formula, data = data, control = exactly)
  around_maximum(function(b) likelihood(b)[["loglik"]], coef(model)[[1]])
}
# Firth's penalty is half the log of the information: Heinze and Schemper, 2001 (CRAN's coxphf).
firth <- function(formula, data) {
  likelihood <- at_beta(formula, data)
  penalized <- function(b) {
    found <- likelihood(b)
    found[["loglik"]] + log(found[["information"]]) / 2
  }
  slope <- function(b) {
    half_log <- function(b) log(likelihood(b)[["information"]]) / 2
    likelihood(b)[["score"]] + numDeriv::grad(half_log, b)
  }
  around_maximum(penalized, uniroot(slope, c(-5, 8), tol = 1e-13)$root)
}

# Two groups, exposed (a logical) and others: what both sides call a comparison.
put_comparison <- function(prefix, data, exposed, horizon) {
  data$exposed <- exposed
  for (group in c("exposed", "others")) {
    own <- data[data$exposed == (group == "exposed"), ]
    put(prefix, group, "n", value = nrow(own))
    put(prefix, group, "events", value = sum(own$event))
    put(prefix, group, "rfs", value = km_at(km(own), horizon))
  }
  formula <- Surv(time, event) ~ exposed
  model <- coxph(formula, data = data, control = exactly)
  put(prefix, "hazard_ratio", value = exp(wald(coef(model)[[1]], sqrt(vcov(model)[1, 1]))))
  put(prefix, "profile", value = profile_likelihood(formula, data))
  put(prefix, "p", value = exact_log_rank(data, exposed))
}
