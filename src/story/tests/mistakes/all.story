story "all is wrong"
  created seniority=vp
  Thu 2026-03-06 09:00 created
  Fri 2026-03-06 9:00 created
  Friday 09:00 created
  Fri 2026-03-06 09:00 created
  08:00 engagement webinar
  09:10 engagment webinar
  engagement
  engagement webinar twice
  engagement webniar
  acept owner=ann
  accept ownr=ann owner=
  accept owner=ann owner=bob
  reject reason="no budget
  override stage=mlq actor=ann
  override actor=ann
  revoke
  merged
  hold_until until=noon
  accept occurred=2026-04-01
  created traits
  stage mlq
  grade E
  score many
  due time_to_touch 10:00
  due time_to_first_touch
  cycle none
  first mql
  lag routing soon
  not
  row
  barred_by fate
  + -> inquiry
  10:00
  2026-03-29 02:30 W
  Sun 2026-10-25 02:30 W
  02:30+03:00 W
  02:30+01:00 W
  stage mql now
story two
  bounds journal=0
  2026-01-01 09:00 created
  bounds journal=5
story "all is wrong"

story "slips of the pen"
  Thu 2026-03-06 09:00 created
  accepted owner=ann
  acepted
  hold
  owner=ann
  +2 hours W
  stage MQL
