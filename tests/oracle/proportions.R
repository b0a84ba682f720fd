# proportions.csv: the letter's proportions with exact (Clopper-Pearson) intervals.

source("tests/oracle/lib/oracle.R")

put_proportion <- function(name, part, whole) {
  put(name, "part", value = part)
  put(name, "whole", value = whole)
  put(name, value = c(part / whole, binom.test(part, whole)$conf.int))
}
of <- function(name, counted, patients = cohort) {
  part <- sum(eval(counted, patients))
  put_proportion(name, part, nrow(patients))
}

of("mrd_response", quote(mrd_response))
of("first_follow_up", quote(rfs_months > 33))
of("five_years", quote(rfs_5y))
of("five_years_strict", quote(rfs_months >= 60))
of("five_years_transplanted", quote(rfs_5y), subset(cohort, transplanted))
of("five_years_not_transplanted", quote(rfs_5y), subset(cohort, !transplanted))
of(
  "five_years_untreated", quote(rfs_5y),
  subset(cohort, ph_status == "negative" & !transplanted & mrd_response)
)
of("five_years_ph_positive", quote(rfs_5y), subset(cohort, ph_status == "positive"))
of("five_years_molecular_relapse", quote(rfs_5y), subset(cohort, molecular_status == "relapse"))
of("response_among_five_years", quote(mrd_response), subset(cohort, rfs_5y))
write_values("proportions.csv")
