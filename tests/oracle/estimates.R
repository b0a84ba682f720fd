# estimates.csv: the estimates for Figure 1's curves.

source("tests/oracle/lib/oracle.R")

for (population in names(populations)) {
  for (curve in curves) {
    data <- rfs(populations[[population]], curve)
    fit <- km(data)
    put(population, curve, "n", value = nrow(data))
    put(population, curve, "events", value = sum(data$event))
    for (year in years) {
      put(population, curve, paste0("rfs_", year), value = km_at(fit, year))
    }
    put(population, curve, "median", value = km_median(fit))
    mean <- km_mean(fit, 60)
    put(population, curve, "mean_60", value = wald(mean[1], mean[2]))
  }
}
write_values("estimates.csv")
