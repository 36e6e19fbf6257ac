# Who is never a lead, and what leads out of a stage.

agreement = "v1.toml"

story "a competitor is ineligible, whatever he asks for"
  Mon 2020-11-16 09:00 created email_domain=rival.example
  09:00 stage ineligible
  row inquiry -> ineligible, veto "competitor"
  10:00 engagement follow_up_requested
  10:00 stage ineligible

story "a person leaves ineligible by a named hand only"
  Mon 2020-11-16 09:00 created occupation=student email_domain=buyer.example
  09:00 stage ineligible
  Tue 10:00 updated occupation=engineer
  10:01 engagement trial_started
  10:01 stage ineligible
  # An override keeps the lead where it was put: for good, unless it says until when.
  11:00 override stage=inquiry actor=ann until=11:30
  11:00 stage inquiry
  12:00 engagement program_success program=webcast
  12:00 stage mql                              # the trial's 100 and 20 more

story "who asks for support is no lead"
  Mon 2020-11-16 09:00 created email_domain=buyer.example
  09:30 engagement form_submitted form=support
  09:30 row inquiry -> ineligible, veto "support_request"

story "disqualified: points do not bring back, a raised hand does"
  Mon 2020-11-16 09:00 created email_domain=buyer.example
  09:05 engagement trial_started
  10:00 accept owner=ann
  11:00 first_touch owner=ann
  12:00 disqualify reason=no_authority
  12:00 stage disqualified
  Fri 09:00 engagement trial_started
  09:00 stage disqualified
  barred_by stage
  Mon 2020-11-23 09:00 engagement follow_up_requested
  09:00 stage mql
  cycle 2
  first mql Mon 2020-11-16 09:05
  latest mql Mon 2020-11-23 09:00
  row disqualified -> mql, hand_raise "follow-up requested"

story "nurture begins at zero, and the first MQL keeps its date"
  Mon 2020-11-16 09:00 created email_domain=buyer.example
  09:05 engagement trial_started
  Tue 09:00 accept owner=ann
  Wed 09:00 recycle reason=no_response
  09:00 stage recycled
  score 0
  Mon 2020-12-14 09:00 engagement form_submitted form=contact_request
  09:00 stage recycled
  score 60
  10:00 engagement program_success program=workshop
  11:00 engagement program_success program=vendor_arranged_meeting
  11:00 stage mql
  cycle 2
  first mql Mon 2020-11-16 09:05

story "the whole way, and what sales did not do in time"
  Mon 2020-11-16 09:00 created email_domain=buyer.example source=web
  09:05 engagement trial_started
  Tue 10:00 accept owner=ann
  Thu 09:00 first_touch owner=ann
  09:30 qualify owner=ann
  Fri 09:00 open_opportunity owner=ann amount=2400000
  Sat 09:00 expect
    Mon 2020-11-16 09:00  + -> inquiry, birth, source web
                   09:05  + inquiry -> mql, threshold, score 100, source web
    Tue 2020-11-17 09:05  + violated time_to_acceptance, from Mon 2020-11-16 09:05, due 09:05 (24 h), source web
                   10:00  + mql -> sal, disposition, owner ann, source web
                   10:00  + met_late time_to_acceptance, from Mon 2020-11-16 09:05, due 09:05 (24 h), took 24 h 55 min, late by 55 min, owner ann, source web
    Wed 2020-11-18 10:00  + violated time_to_first_touch, from Tue 2020-11-17 10:00, due 10:00 (24 h), owner ann, source web
    Thu 2020-11-19 09:00  + met_late time_to_first_touch, from Tue 2020-11-17 10:00, due Wed 2020-11-18 10:00 (24 h), took 47 h, late by 23 h, owner ann, source web
                   09:30  + sal -> sql, disposition, owner ann, source web
    Fri 2020-11-20 09:00  + sql -> opportunity, disposition, owner ann, source web, amount 2400000
