# estimators.csv: the estimators on made-up data that the letter's patients do not test: tied
# events, tied causes, a group without events. made-up.csv: the data.

source("tests/oracle/lib/oracle.R")

set.seed(20)
n <- 40
made_up <- data.frame(
  time = sample(1:11, n, replace = TRUE),
  cause = sample(c("censored", "a", "b"), n, replace = TRUE),
  exposed = runif(n) < 0.35
)
with(made_up, {
  for (of in c("a", "b")) {
    put("gray", of, "p", value = cmprsk::cuminc(time, cause, exposed, cencode = "censored")$Tests[of, "pv"])
    variance <- cmprsk::cuminc(time, cause, cencode = "censored")[[paste("1", of)]]
    put("gray", of, "standard_error", value = sqrt(tail(variance$var[variance$time <= 8], 1)))
    put("prodlim", of, "standard_error", value = incidence_at(time, cause, of, 8)[["se"]])
  }
})
events <- transform(made_up, event = cause == "a")
formula <- Surv(time, event) ~ exposed
put("tied.profile", value = profile_likelihood(formula, events))
put("tied.firth", value = firth(formula, events))

few <- events[1:12, ]
put("few.exact_p", value = exact_log_rank(few, few$exposed))
put("tied.conditional", value = km_at(
  survfit(Surv(time, event) ~ 1, data = events, conf.type = "log-log", start.time = 3.5), 8
))

# No event among the exposed: no hazard ratio fits, Firth's is finite.
none <- transform(few, event = event & !exposed)
put("none.firth", value = firth(formula, none))
corrected <- p.adjust(c(0.02, 0.6, 0.004, 0.02), method = "holm")
for (i in 1:4) put("holm", i, value = corrected[i])
write_oracle(made_up, "made-up.csv")
write_values("estimators.csv")
