# transplantation.csv: transplanted and not, compared in ways that are biased and that are not.
# simon-makuch.csv: the curves.

source("tests/oracle/lib/oracle.R")

data <- rfs(cohort)
put_comparison("naive", data, cohort$transplanted, 60)

waiting <- cohort$hsct_months[cohort$transplanted]
put("waiting.total", value = sum(waiting))
put("waiting.shortest", value = min(waiting))
put("waiting.longest", value = max(waiting))
put("waiting.median", value = median(waiting))
put("early_failures", value = with(cohort, sum(!transplanted & rfs_event & rfs_months <= 6)))

# Counting process: (start, stop], split at transplant.
split <- tmerge(cohort, cohort, id = patient, failed = event(rfs_months, rfs_event))
split <- tmerge(split, cohort, id = patient, after = tdc(hsct_months))
for (state in c("before", "after")) {
  own <- split[split$after == (state == "after"), ]
  put("person_time", state, "events", value = sum(own$failed))
  put("person_time", state, "rate", value = 1200 * sum(own$failed) / sum(own$tstop - own$tstart))
}
for (group in c("transplanted", "not_transplanted")) {
  own <- cohort[cohort$transplanted == (group == "transplanted"), ]
  put("person_time", group, "rate", value = 1200 * sum(own$rfs_event) / sum(own$rfs_months))
}

for (landmark in c(4, 6, 12, 24)) {
  reached <- subset(cohort, rfs_months > landmark)
  by_then <- !is.na(reached$hsct_months) & reached$hsct_months <= landmark
  since <- data.frame(time = reached$rfs_months - landmark, event = reached$rfs_event)
  prefix <- paste0("landmark_", landmark)
  put_comparison(prefix, since, by_then, 60 - landmark)
}

model <- coxph(Surv(tstart, tstop, failed) ~ after, data = split, control = exactly)
se <- sqrt(vcov(model)[1, 1])
put("cox.hazard_ratio", value = exp(wald(coef(model)[[1]], se)))
put("cox.profile", value = profile_likelihood(Surv(tstart, tstop, failed) ~ after, split))

# Mantel-Byar is the score test of that model at 0 (no ties here); its score is observed less
# expected, and its information the variance.
at_0 <- coxph(
  Surv(tstart, tstop, failed) ~ after, data = split, init = 0,
  control = coxph.control(iter.max = 0)
)
detail <- coxph.detail(at_0)
observed <- sum(split$failed[split$after == 1])
put("mantel_byar.observed", value = observed)
put("mantel_byar.expected", value = observed - sum(detail$score))
score <- summary(model)$sctest
stopifnot(abs(score[["test"]] - sum(detail$score)^2 / sum(detail$imat)) < 1e-12)
put("mantel_byar.p", value = score[["pvalue"]])

# Simon-Makuch: Kaplan-Meier by state with delayed entry.
fits <- lapply(c(before = 0, after = 1), function(state) {
  survfit(
    Surv(tstart, tstop, failed) ~ 1, data = split[split$after == state, ], conf.type = "log-log"
  )
})
for (state in names(fits)) put("simon_makuch", state, "rfs_60", value = km_at(fits[[state]], 60))
events <- sort(cohort$rfs_months[cohort$rfs_event])
write_oracle(do.call(rbind, lapply(names(fits), function(state) {
  s <- summary(fits[[state]], times = events)
  # survfit's own n.risk at a time without an event of this state is that of its next time, so
  # patients who enter between the two would count too early.
  own <- split[split$after == (state == "after"), ]
  at_risk <- sapply(s$time, function(t) sum(own$tstart < t & t <= own$tstop))
  data.frame(
    state = state, time = s$time, at_risk = at_risk, survival = s$surv, ci_lower = s$lower,
    ci_upper = s$upper
  )
})), "simon-makuch.csv")
write_values("transplantation.csv")
