# response.csv: how long MRD responses lasted, and what became of the patients.

source("tests/oracle/lib/oracle.R")

responders <- subset(cohort, mrd_response)
fit <- km(with(responders, data.frame(time = mrd_response_months, event = !mrd_response_ongoing)))
put("n", value = nrow(responders))
put("median", value = km_median(fit))
put("kept_12", value = km_at(fit, 12))
lost <- subset(responders, !mrd_response_ongoing)
ongoing <- subset(responders, mrd_response_ongoing)
put("lost", "n", value = nrow(lost))
put("ongoing", "n", value = nrow(ongoing))
put("ongoing", "failures", value = sum(ongoing$rfs_event))
# A response began within the first cycle of six weeks, and no later than RFS less its duration.
room <- lost$rfs_months - lost$mrd_response_months
latest <- pmin(room, 42 / (365.25 / 12))
put("lost", "at_relapse", value = sum(room == latest))
limited <- with(responders, rfs_months - mrd_response_months)
limited <- limited[limited < 42 / (365.25 / 12)]
put("limited_start", "n", value = length(limited))
put("limited_start", "lowest", value = min(limited))
put("limited_start", "highest", value = max(limited))
for (i in seq_len(nrow(lost))) {
  put("duration", lost$patient[i], value = lost$mrd_response_months[i])
  put("relapse", lost$patient[i], value = lost$rfs_months[i])
  put("start", lost$patient[i], value = latest[i])
  put("shortest_lag", lost$patient[i], value = room[i] - latest[i])
  put("longest_lag", lost$patient[i], value = room[i])
}
unseen <- subset(
  responders, mrd_response_ongoing & transplanted & mrd_response_months < hsct_months
)
put("ongoing", "shorter_than_wait", value = nrow(unseen))
put("ongoing", "shorter_than_wait", "failures", value = sum(unseen$rfs_event))
write_values("response.csv")
