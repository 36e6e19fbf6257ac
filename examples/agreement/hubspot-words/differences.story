# What HubSpot does not do: the way back, points that fade inside a timeframe, a stage that faded points take away.

agreement = "v1.toml"

story "backwards too: sent back in March, ready again in April, in a second cycle"
  Mon 2026-03-02 09:00 created numberofemployees=200 jobtitle_level=director
  09:10 engagement hubspot_stage stage=marketingqualifiedlead
  Tue 09:00 accept owner=ann
  Wed 09:00 recycle reason=bad_timing
  09:00 stage recycled
  # The cool-down is a week. Points wait for its end, people need not.
  Thu 09:00 engagement webinar_attended
  09:10 engagement webinar_attended
  09:20 engagement webinar_attended
  09:20 stage recycled
  barred_by cool_down
  Wed 2026-03-11 09:00 stage recycled          # the end of it moves nobody
  Thu 2026-04-02 09:00 engagement form_submitted
  09:00 stage mql
  cycle 2
  first mql Mon 2026-03-02 09:10
  latest mql Thu 2026-04-02 09:00

story "a timeframe and fading in one rule"
  Mon 2026-03-02 09:00 engagement page_view asset=/pricing
  Wed 09:00 engagement page_view asset=/pricing
  Mon 2026-03-16 08:59 engagement page_view asset=/pricing    # the third within fourteen days
  Mon 2026-03-16 08:59 score 42.711                # 40, and three pages of 1, two of them faded a little
  # 45 days later half of it is left.
  Thu 2026-04-30 09:59 score 21.211

story "the limit of a group, and the limit of the score"
  Mon 2026-03-02 09:00 created
  09:00 engagement email_click
  09:00 engagement email_click id=b
  09:00 engagement email_click id=c
  09:00 engagement email_click id=d
  09:00 engagement email_click id=e
  09:00 score 20                               # 25 clicked, 20 counted
  09:00 engagement webinar_attended id=f
  09:00 engagement webinar_attended id=g
  09:00 engagement webinar_attended id=h
  09:00 engagement webinar_attended id=i
  09:00 score 100                              # 20 + 100, capped

story "faded points take an MQL back, which HubSpot leaves where it is"
  Mon 2026-03-02 09:00 created numberofemployees=200 jobtitle_level=director
  09:00 grade A
  10:00 engagement webinar_attended id=a
  10:00 engagement webinar_attended id=b
  10:00 stage mql
  # 50 fade evenly over 90 days; at half of them the bound of 25 is reached, and one millisecond later the lead is below it.
  Thu 2026-04-16 11:00 stage mql
  11:01 row mql -> inquiry, decay, at 11:00:00.001

story "fit alone and interest alone are not enough"
  Mon 2026-03-02 09:00 created numberofemployees=10 jobtitle_level=other hs_email_domain=gmail.com
  10:00 engagement webinar_attended id=a
  10:00 engagement webinar_attended id=b
  10:00 grade D
  barred_by grade
  stage inquiry
