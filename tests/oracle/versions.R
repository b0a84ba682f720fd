# versions.csv: the R and the packages that made the values in this folder.

source("tests/oracle/lib/oracle.R")
write_oracle(
  data.frame(
    software = c("R", "survival", "cmprsk"),
    version = c(
      paste(R.version$major, R.version$minor, sep = "."),
      as.character(packageVersion("survival")),
      as.character(packageVersion("cmprsk"))
    )
  ),
  "versions.csv"
)
