# What version 2 changes, and what it leaves alone.

agreement = "."
zone = "Europe/Berlin"

story "two webinars in March are enough, two in April are not"
  Mon 2026-03-02 09:00 created region=emea employees=8000 seniority=vp
  10:00 engagement webinar_attended
  Tue 10:00 engagement webinar_attended
  10:00 stage mql

story "two webinars in April"
  Mon 2026-04-13 09:00 created region=emea employees=8000 seniority=vp
  10:00 engagement webinar_attended
  Tue 10:00 engagement webinar_attended
  10:00 stage inquiry
  barred_by score

story "points of March stay what they were in March"
  Tue 2026-03-31 10:00 created region=emea employees=8000 seniority=vp
  10:00 engagement webinar_attended
  10:00 score 36
  Wed 2026-04-01 00:00 engagement webinar_attended
  00:00 stage inquiry                          # not quite 36 and 18

story "a promise of March keeps its four hours in Tokyo, one of April has two"
  Tue 2026-03-31 03:00 created region=apac employees=8000 seniority=vp
  03:00 engagement tender_received             # ten in the morning there
  due time_to_acceptance 08:00                 # two hours, lunch, two hours
  Wed 2026-04-01 00:00 W
  00:30 row violated time_to_acceptance, at Tue 08:00

story "a promise of April"
  Thu 2026-04-02 03:00 created region=apac employees=8000 seniority=vp
  03:00 engagement tender_received
  due time_to_acceptance 05:00

story "a new rule counts from its first day"
  Mon 2026-03-30 09:00 created region=emea employees=8000 seniority=vp
  10:00 engagement page_view asset=/pricing
  11:00 engagement page_view asset=/pricing
  Wed 2026-04-01 09:00 engagement page_view asset=/pricing    # the third in two weeks, and the first that the rule sees
  09:00 score 5.882                            # three pages of 2, two of them faded a little
  10:00 engagement page_view asset=/pricing
  11:00 engagement page_view asset=/pricing
  11:00 score 34.873                           # ten for the pages, and the 25 of the third since April
