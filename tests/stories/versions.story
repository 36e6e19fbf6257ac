# Two versions of an agreement; the second begins on 1 April (D1, S11, C8).

agreement = "versions"

story "a lower threshold of a new version promotes nobody in silence"
  # 30 points on the evening before; from midnight on 30 are enough, but nothing happens by itself. What sales says promotes by no points.
  # The next webinar does: to 30 points that are 12 hours old (28.978) it adds ten.
  Tue 2026-03-31 22:00     created
                           engagement webinar
  Wed 2026-04-01 00:00     stage inquiry
  09:00                    assign owner=ann
                           stage inquiry
  10:00                    engagement webinar
                           stage mql
                           row inquiry -> mql, threshold, score 38.978, at 10:00, version 2

story "an event is judged by the version of its own time, whenever it is heard"
  Tue 2026-03-31 22:00     created
  Thu 2026-04-02 10:00     engagement webinar
                           score 10
  10:00                    engagement webinar occurred="2026-03-23 10:00"
                           score 25

story "the policy changes while the clock is paused"
  # Two hours and a half have run when it is held. The second version promises one hour, but this promise is of the first: the rest of the four
  # hours counts. The next one is of the second.
  Tue 2026-03-31 20:00     created
                           engagement call_me
                           due call_back Wed 00:00
  22:30                    hold_until until="Wed 09:00"
                           due call_back paused
  Wed 09:00                due call_back 10:30
  10:00                    hold_until until=11:00
                           due call_back paused
  11:00                    due call_back 11:30
  11:30                    row violated call_back, at 11:30, due 11:30 (4 h), paused 11 h 30 min
  11:40                    recycle
  12:00                    engagement call_me
                           due call_back 13:00
                           cycle 2

story "who was an MQL by the old threshold leaves it by the old one"
  # 60 points halve in ten days; 40 are left after log2(60/40) of them, 5 days 20:22:47.6. The new version would hold it until 20.
  Mon 2026-03-30 00:00     created
                           engagement webinar
                           engagement webinar
                           stage mql
  Wed 2026-04-01 12:00     updated source=fair
                           stage mql
  Sat 2026-04-04 20:00     stage mql
  20:30                    stage inquiry
                           row mql -> inquiry, decay, score 39.999

story "before the first version the first one judges"
  Mon 2025-12-01 09:00     created
                           engagement webinar
                           score 30
