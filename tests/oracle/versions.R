# versions.csv: the R and the packages that made the values in this folder.

source("tests/oracle/lib/oracle.R")

packages <- c("survival", "prodlim", "cmprsk", "numDeriv")
write_oracle(
  data.frame(
    software = c("R", packages),
    version = c(
      paste(R.version$major, R.version$minor, sep = "."),
      sapply(packages, function(name) as.character(packageVersion(name)))
    )
  ),
  "versions.csv"
)
