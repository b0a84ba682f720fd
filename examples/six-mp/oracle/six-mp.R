# values.csv: R's results for the 42 patients. gehan.csv: the same patients as R's package MASS has them.
# Run from the root of the repository. R 4 with survival and MASS, nothing shared with Python but the patients.

suppressPackageStartupMessages(library(survival))
folder <- "examples/six-mp"
patients <- read.csv(file.path(folder, "six-mp.csv"), stringsAsFactors = FALSE)
patients$relapsed <- patients$relapsed == "true"

values <- list()
put <- function(name, value) values[[name]] <<- value
exactly <- coxph.control(eps = 1e-15, toler.chol = 1e-16, iter.max = 100)

for (group in c("6-MP", "Placebo")) {
  own <- patients[patients$treatment == group, ]
  fit <- survfit(Surv(weeks, relapsed) ~ 1, data = own, conf.type = "log-log")
  half <- quantile(fit, 0.5)
  put(paste0(group, ".patients"), nrow(own))
  put(paste0(group, ".relapses"), sum(own$relapsed))
  put(paste0(group, ".weeks"), sum(own$weeks))
  put(paste0(group, ".median"), half$quantile)
  put(paste0(group, ".median_lower"), half$lower)
  put(paste0(group, ".median_upper"), half$upper)
  at <- summary(fit, times = 10)
  put(paste0(group, ".remission_10"), at$surv)
  put(paste0(group, ".remission_10_lower"), at$lower)
  put(paste0(group, ".remission_10_upper"), at$upper)
}
test <- survdiff(Surv(weeks, relapsed) ~ treatment, data = patients)
put("log_rank", test$chisq)
put("log_rank_p", pchisq(test$chisq, 1, lower.tail = FALSE))
for (ties in c("breslow", "efron")) {
  model <- coxph(Surv(weeks, relapsed) ~ (treatment == "Placebo"), patients, ties = ties, control = exactly)
  limits <- exp(coef(model) + c(0, -1, 1) * qnorm(0.975) * sqrt(vcov(model)[1, 1]))
  for (i in 1:3) put(paste0(ties, c("", "_lower", "_upper")[i]), limits[i])
}
table <- data.frame(quantity = names(values), value = sprintf("%.17g", unlist(values)))
write.csv(table, file.path(folder, "oracle", "values.csv"), row.names = FALSE, quote = FALSE)
write.csv(MASS::gehan, file.path(folder, "oracle", "gehan.csv"), row.names = FALSE, quote = FALSE)
