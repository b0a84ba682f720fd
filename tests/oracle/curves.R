# curves.csv: the curves of Figure 1, survfit with log-log intervals.

source("tests/oracle/lib/oracle.R")

curve_table <- function(population, curve) {
  data <- rfs(populations[[population]], curve)
  fit <- survfit(Surv(time, event) ~ 1, data = data, conf.type = "log-log")
  data.frame(
    population = population, curve = curve, time = fit$time, n_risk = fit$n.risk,
    n_event = fit$n.event, n_censor = fit$n.censor, survival = fit$surv,
    ci_lower = fit$lower, ci_upper = fit$upper
  )
}

tables <- lapply(names(populations), function(p) lapply(curves, function(c) curve_table(p, c)))
write_oracle(do.call(rbind, unlist(tables, recursive = FALSE)), "curves.csv")
