# characteristics.csv: the rows of Table 1 that the patients give, by transplant use.

source("tests/oracle/lib/oracle.R")

for (group in c("transplanted", "not_transplanted")) {
  own <- cohort[cohort$transplanted == (group == "transplanted"), ]
  count <- function(name, rows) put(group, name, value = sum(rows))
  put(group, "n", value = nrow(own))
  count("male", own$sex == "M")
  count("female", own$sex == "F")
  for (status in c("relapse", "failure")) {
    count(paste0(status, "_cr1"), own$molecular_status == status & own$remission == "CR1")
    count(paste0(status, "_cr2"), own$molecular_status == status & own$remission == "CR2+")
  }
  count("low_mrd", own$baseline_mrd == "below_1e-3")
  count("high_mrd", own$baseline_mrd == "at_least_1e-3")
  count("bcr_abl", own$ph_status == "positive")
  count("mrd_response", own$mrd_response)
  count("five_years", own$rfs_5y)
  put(group, "age_median", value = median(own$age_years))
  put(group, "age_lowest", value = min(own$age_years))
  put(group, "age_highest", value = max(own$age_years))
}
ages <- split(cohort$age_years, cohort$transplanted)
put("age_overlap", value = sum(
  cohort$age_years >= max(sapply(ages, min)) & cohort$age_years <= min(sapply(ages, max))
))
write_values("characteristics.csv")
