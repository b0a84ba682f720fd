# response.csv: how long MRD responses lasted, and what became of the patients.

source("tests/oracle/lib/oracle.R")

responders <- subset(cohort, mrd_response)
fit <- km(with(responders, data.frame(time = mrd_response_months, event = !mrd_response_ongoing)))
put("n", value = nrow(responders))
put("median", value = km_median(fit))
for (month in c(6, 12)) put(paste0("kept_", month), value = km_at(fit, month))
for (group in c("lost", "ongoing")) {
  own <- subset(responders, mrd_response_ongoing == (group == "ongoing"))
  put(group, "n", value = nrow(own))
  put(group, "failures", value = sum(own$rfs_event))
  put(group, "transplanted", value = sum(own$transplanted))
}
lost <- subset(responders, !mrd_response_ongoing)
for (i in seq_len(nrow(lost))) {
  put("duration", lost$patient[i], value = lost$mrd_response_months[i])
  put("relapse", lost$patient[i], value = lost$rfs_months[i])
  put("lag", lost$patient[i], value = lost$rfs_months[i] - lost$mrd_response_months[i])
}
unseen <- subset(
  responders, mrd_response_ongoing & transplanted & mrd_response_months < hsct_months
)
put("ongoing", "shorter_than_wait", value = nrow(unseen))
put("ongoing", "shorter_than_wait", "failures", value = sum(unseen$rfs_event))
write_values("response.csv")
