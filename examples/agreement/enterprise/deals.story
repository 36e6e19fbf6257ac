# What happens behind the MQL: timeouts, deals in motion, money.

agreement = "."
zone = "Europe/Berlin"

story "accepted and not decided about in a month: back to marketing, and left in peace"
  Mon 2026-01-12 09:00 created region=emea employees=2000 seniority=vp
  09:00 engagement tender_received
  10:00 accept owner=ann
  11:00 first_touch owner=ann
  Wed 2026-02-11 10:00 stage recycled
  row sal -> recycled, timeout
  Thu 09:00 engagement event_attended format=executive_dinner
  10:00 engagement content_download asset=/cases/energy
  10:00 stage recycled
  barred_by cool_down
  Wed 2026-02-25 10:00 engagement content_download asset=/cases/pharma
  10:00 stage mql
  cycle 2

story "a deal that is spoken to stays in motion"
  Mon 2026-01-12 09:00 created region=emea employees=2000 seniority=vp
  10:00 open_opportunity owner=ann amount=25000000
  due deal_in_motion Mon 2026-01-26 10:00
  Mon 2026-01-19 10:00 first_touch owner=ann
  due deal_in_motion Mon 2026-02-02 10:00
  Mon 2026-02-02 09:00 first_touch owner=ann
  due deal_in_motion Mon 2026-02-16 09:00
  Tue 2026-02-17 09:00 row violated deal_in_motion, at Mon 2026-02-16 09:00
  Wed 09:00 win owner=ann
  Thu 09:00 stage customer

story "reading alone makes no MQL"
  Mon 2026-01-12 09:00 created region=emea employees=8000 seniority=c_level
  09:00 engagement content_download asset=/cases/a
  09:01 engagement content_download asset=/cases/a
  09:02 engagement content_download asset=/cases/b
  09:03 engagement content_download asset=/cases/c
  09:04 engagement content_download asset=/cases/d
  09:04 score 40                               # the group's cap
  barred_by score

story "a reject is told with the group of its reason"
  Mon 2026-01-12 09:00 created region=emea employees=8000 seniority=vp
  09:00 engagement tender_received
  09:30 reject owner=ann reason=misrouted
  09:30 row mql -> rejected, disposition "misrouted" (procedural)
