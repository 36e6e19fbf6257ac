# Sunday nights on which the clocks change, in Berlin: two hours of work, from midnight to six (C9).

agreement = "night.toml"
zone = "Europe/Berlin"

story "spring in the north: the hour from two to three is missing"
  # One hour until two, which is three; another until four.
  Sun 2026-03-29 01:00     engagement call_me
                           due call_back 04:00
  04:00                    row violated call_back, at 04:00

story "autumn in the north: the hour from two to three counts twice"
  # One hour until two, another until three, which is two again.
  Sun 2026-10-25 01:00     engagement call_me
                           due call_back 02:00+01:00
  02:00+01:00              row violated call_back, at 02:00+01:00

story "a promise that begins in the doubled hour knows which one"
  Sun 2026-10-25 02:30+02:00  engagement call_me
                           due call_back 03:30

story "an ordinary Sunday in between"
  Sun 2026-06-07 01:00     engagement call_me
                           due call_back 03:00
