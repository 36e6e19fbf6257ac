# Promises in the working hours of three regions.

agreement = "."
zone = "Europe/Berlin"

story "lunch in Berlin is not counted"
  Thu 2026-03-05 09:00 created region=emea employees=8000 seniority=vp
  09:00 grade A
  12:00 engagement tender_received
  12:00 stage mql
  due time_to_acceptance 15:00                 # half an hour before lunch, an hour and a half after it
  13:15 W
  15:30 accept owner=ann
  Fri 12:00 row violated time_to_acceptance, at Thu 15:00
  row met_late time_to_acceptance, late by 30 min

story "Friday afternoon ends at four, and Good Friday is a holiday"
  Thu 2026-04-02 17:30 created region=emea employees=2000 seniority=manager
  17:30 engagement tender_received
  # Half an hour on Thursday, nothing on Good Friday and Easter Monday, and seven and a half hours of Tuesday.
  due time_to_acceptance Tue 2026-04-07 17:30

story "New York is asked at its own hours"
  Thu 2026-03-05 21:00 created region=amer employees=8000 seniority=vp
  21:00 engagement tender_received             # three in the afternoon there
  due time_to_acceptance 23:00

story "three weeks of the year New York is an hour nearer"
  Mon 2026-03-09 21:00 created region=amer employees=8000 seniority=vp
  21:00 engagement tender_received             # four in the afternoon: their clocks have gone forward, Berlin's not yet
  due time_to_acceptance Tue 15:00             # an hour until five, and an hour from nine

story "Tokyo has a holiday on 20 March"
  Thu 2026-03-19 09:30 created region=apac employees=8000 seniority=vp
  09:30 engagement tender_received             # half past five in the afternoon there
  due time_to_acceptance Mon 2026-03-23 05:30  # half an hour, a holiday, a weekend, and three and a half hours with lunch

story "a lead of no region is not forgotten"
  Fri 2026-03-06 18:00 created employees=8000 seniority=vp
  18:00 engagement tender_received
  due time_to_acceptance Sat 18:00

story "on hold the time stands still, and what was used stays used"
  Mon 2026-03-02 09:00 created region=emea employees=2000 seniority=vp
  09:00 engagement tender_received
  10:00 assign owner=ann
  due time_to_acceptance Mon 18:00
  11:00 hold_until until="Wed 2026-03-04 09:00"
  11:00 on_hold
  due time_to_acceptance paused
  Tue 18:00 not row violated time_to_acceptance
  Wed 09:00 not on_hold
  due time_to_acceptance Wed 16:00

story "another owner gets the time anew, and the named-accounts team an hour"
  Mon 2026-03-02 09:00 created region=emea employees=8000 seniority=vp account_tier=named
  09:00 segment "named account"
  09:00 engagement tender_received
  09:30 assign owner=ann
  due time_to_acceptance 11:00
  10:30 assign owner=bob team=emea-named
  10:30 due time_to_acceptance 11:30
  due time_to_first_touch 14:00                # this promise is to the lead: it goes on

story "late, later, and who hears of it"
  Mon 2026-03-02 09:00 created region=emea employees=8000 seniority=vp
  09:00 engagement tender_received
  Thu 09:00 expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   09:00  + inquiry -> mql, hand_raise "sent a tender"
                   10:30    at_risk time_to_acceptance, due 11:00 (2 h)
                   11:00  + violated time_to_acceptance, from 09:00, due 11:00 (2 h)
                   11:00    at_risk time_to_first_touch, due 14:00 (4 h)
                   14:00  + violated time_to_first_touch, from 09:00, due 14:00 (4 h)
                   16:00    escalation 1 time_to_acceptance, due 11:00 (2 h)
    Wed 2026-03-04 11:00    escalation 2 time_to_acceptance, due Mon 2026-03-02 11:00 (2 h)
