# characteristics.csv: the rows of Table 1 that the patients give, by transplant use.

source("tests/oracle/lib/oracle.R")

for (group in c("transplanted", "not_transplanted")) {
  own <- cohort[cohort$transplanted == (group == "transplanted"), ]
  put(group, "n", value = nrow(own))
  counts <- with(own, list(
    "table1-male" = sex == "M",
    "table1-female" = sex == "F",
    "table1-molecular-relapse-cr1" = molecular_status == "relapse" & remission == "CR1",
    "table1-molecular-relapse-cr2" = molecular_status == "relapse" & remission == "CR2+",
    "table1-molecular-failure-cr1" = molecular_status == "failure" & remission == "CR1",
    "table1-molecular-failure-cr2" = molecular_status == "failure" & remission == "CR2+",
    "table1-mrd-low" = baseline_mrd == "below_1e-3",
    "table1-mrd-high" = baseline_mrd == "at_least_1e-3",
    "table1-bcr-abl" = ph_status == "positive",
    "table1-complete-response" = mrd_response,
    "table1-five-years" = rfs_5y
  ))
  for (row in names(counts)) {
    put(group, row, "n", value = sum(counts[[row]]))
    put(group, row, "percent", value = 100 * mean(counts[[row]]))
  }
  for (what in list("median", c("lowest", "min"), c("highest", "max"))) {
    put(group, "table1-age", what[1], value = match.fun(tail(what, 1))(own$age_years))
  }
}
ages <- split(cohort$age_years, cohort$transplanted)
put("age_overlap", value = sum(
  cohort$age_years >= max(sapply(ages, min)) & cohort$age_years <= min(sapply(ages, max))
))
write_values("characteristics.csv")
