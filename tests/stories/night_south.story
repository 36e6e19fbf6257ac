# The same in Sydney, where spring begins in October.

agreement = "night.toml"
zone = "Australia/Sydney"

story "spring in the south: the hour from two to three is missing"
  Sun 2026-10-04 01:00     created region=south
                           engagement call_me
                           due call_back 04:00

story "autumn in the south: the hour from two to three counts twice"
  Sun 2026-04-05 01:00     created region=south
                           engagement call_me
                           due call_back 02:00+10:00
