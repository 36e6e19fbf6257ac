# What follows from default.toml, told lead by lead. Change a number there, and see here what comes of it.

agreement = "default.toml"

story "fit and interest together: ready"
  Mon 2026-03-02 09:00 created seniority=director employees=300
  09:00 grade A
  10:00 engagement trial_started
  10:00 stage inquiry
  barred_by score
  Tue 15:00 engagement webinar_attended
  16:00 engagement pricing_page
  16:00 stage mql
  row inquiry -> mql, threshold, grade A

story "a competitor reads everything and buys nothing"
  Mon 2026-03-02 09:00 created domain=rival.example seniority=director employees=300
  09:00 row inquiry -> ineligible, veto "competitor"
  10:00 engagement demo_request
  10:00 stage ineligible

story "interest without fit is a reader"
  Mon 2026-03-02 09:00 created seniority=student employees=3
  10:00 engagement trial_started
  11:00 engagement webinar_attended
  12:00 engagement pricing_page
  12:00 stage inquiry
  barred_by grade

story "of somebody who is not known at all, points make nothing"
  Mon 2026-03-02 10:00 engagement trial_started
  11:00 engagement webinar_attended
  12:00 engagement pricing_page
  12:00 grade unknown
  barred_by grade
  # As soon as it is known who it was, the points that are there count.
  Tue 09:00 updated seniority=c_level employees=500
  09:00 stage mql

story "who asks is not kept waiting, whoever it is"
  Mon 2026-03-02 09:00 engagement form_submitted form=contact_sales
  09:00 stage mql
  due time_to_acceptance 13:00
  10:00 accept owner=ann
  11:00 first_touch owner=ann
  Tue 10:00 expect
    Mon 2026-03-02 09:00  + -> inquiry, birth (inferred)
                   09:00  + inquiry -> mql, hand_raise "asked to be called"
                   10:00  + mql -> sal, disposition, owner ann
                   10:00  + met time_to_acceptance, from 09:00, due 13:00 (4 h), took 1 h, owner ann
                   11:00  + met time_to_first_touch, from 09:00, due 17:00 (8 h), took 2 h, owner ann

story "Friday afternoon: the rest of the four hours is on Monday"
  Fri 2026-03-06 16:30 engagement demo_request
  16:30 due time_to_acceptance Mon 12:30
  due time_to_first_touch Mon 16:30

story "on hold no hours count"
  Mon 2026-03-02 09:00 engagement demo_request
  10:00 hold_until until="Wed 2026-03-04 09:00" owner=ann
  10:00 due time_to_acceptance paused
  Wed 09:00 due time_to_acceptance 12:00        # three of the four hours are left

story "sales was in time, and the news of it was late: what was said is taken back"
  Mon 2026-03-02 09:00 engagement demo_request
  15:00 accept owner=ann occurred=12:30
  16:00 first_touch owner=ann
  Tue 10:00 expect
    Mon 2026-03-02 09:00  + -> inquiry, birth (inferred)
                   09:00  + inquiry -> mql, hand_raise "asked for a demo"
                   12:00    at_risk time_to_acceptance, due 13:00 (4 h)
                   13:00  + violated time_to_acceptance, from 09:00, due 13:00 (4 h)
                   15:00  - violated time_to_acceptance, from 09:00, due 13:00 (4 h), at 13:00
                   15:00  + mql -> sal, disposition, owner ann, at 12:30
                   15:00  + met time_to_acceptance, from 09:00, due 13:00 (4 h), took 3 h 30 min, owner ann, at 12:30
                   15:00    at_risk time_to_first_touch, due 17:00 (8 h)
                   16:00  + met time_to_first_touch, from 09:00, due 17:00 (8 h), took 7 h, owner ann

story "faded points take back whom points had brought"
  Mon 2026-03-02 09:00 created seniority=director employees=300
  10:00 engagement trial_started
  11:00 engagement webinar_attended
  12:00 engagement pricing_page
  12:00 stage mql
  Wed 2026-04-15 12:00 stage inquiry
  row mql -> inquiry, decay

story "sent back: the second time is a second cycle, on new interest"
  Mon 2026-03-02 09:00 created seniority=director employees=300
  10:00 engagement demo_request
  11:00 accept owner=ann
  12:00 first_touch owner=ann
  Tue 09:00 recycle reason=not_ready owner=ann
  09:00 stage recycled
  score 0
  # Points wait two weeks, a hand-raise would not.
  Mon 2026-03-16 09:00 engagement trial_started
  10:00 engagement webinar_attended
  11:00 engagement pricing_page
  11:00 stage recycled
  barred_by cool_down
  Tue 2026-03-17 09:00 engagement page_view
  09:00 stage mql
  cycle 2
  first mql Mon 2026-03-02 10:00
