# Promises in working time (C3, C9): Monday to Friday, 9 to 17, in Berlin. Gold asks for one hour, silver for two, all others for four;
# `split` asks for three hours of days with a lunch break.

agreement = "hours.toml"

story "Friday 16:30 and one hour is Monday 09:30"
  Fri 2026-03-06 16:30     created plan=gold
                           engagement call_me
                           due call_back Mon 09:30
  Mon 09:29:59.999         not row violated call_back
  Mon 09:30                row violated call_back, at 09:30

story "Wednesday 07:00 and two hours is 11:00"
  Wed 2026-03-04 07:00     created plan=silver
                           engagement call_me
                           due call_back 11:00

story "Thursday 15:00 and four hours, Friday off, is Monday 11:00"
  # Two hours on Thursday, Good Friday, two hours on Monday.
  Thu 2026-04-02 15:00     engagement call_me
                           due call_back Mon 11:00

story "Saturday 16:00 and one hour is Monday 10:00"
  Sat 2026-03-07 16:00     created plan=gold
                           engagement call_me
                           due call_back Mon 10:00

story "sixteen o'clock and one hour is the end of the day, not the next morning"
  Wed 2026-03-04 16:00     created plan=gold
                           engagement call_me
                           due call_back 17:00

story "a lunch break does not count"
  # 11:00 to 12:30 is an hour and a half, 13:30 to 15:00 the other.
  Wed 2026-03-04 11:00     created plan=split
                           engagement call_me
                           due call_back 15:00

story "a promise made in the lunch break begins after it"
  # Friday afternoon is free, so the last half hour is Monday's: 12:45 on Thursday, then 13:30 to 16:30.
  Thu 2026-03-05 12:45     created plan=split
                           engagement call_me
                           due call_back 16:30

story "what is promised on a free Friday afternoon counts from Monday"
  Fri 2026-03-06 12:00     created plan=split
                           engagement call_me
                           due call_back Mon 11:30

story "a deed at exactly the due instant is in time"
  Fri 2026-03-06 16:30     created plan=gold
                           engagement call_me
  Mon 09:30                first_touch
  Mon 10:00                expect
    Fri 2026-03-06 16:30  + -> inquiry, birth
                   16:30  + inquiry -> mql, hand_raise "asked to be called"
    Mon 2026-03-09 09:30  + met call_back, from Fri 2026-03-06 16:30, due 09:30 (1 h), took 1 h

story "a millisecond later it is late, and the violation stands"
  Fri 2026-03-06 16:30     created plan=gold
                           engagement call_me
  Mon 09:30:00.001         first_touch
  Mon 10:00                expect
    Fri 2026-03-06 16:30  + -> inquiry, birth
                   16:30  + inquiry -> mql, hand_raise "asked to be called"
    Mon 2026-03-09 09:30  + violated call_back, from Fri 2026-03-06 16:30, due 09:30 (1 h)
                   09:30:00.001  + met_late call_back, from Fri 2026-03-06 16:30, due 09:30 (1 h), took 1 h 1 ms, late by 1 ms

story "late in working time: an evening and a night do not count"
  # Due at 16:00; touched on Thursday at 10:00 it is one hour of Wednesday and one of Thursday late.
  Wed 2026-03-04 15:00     created plan=gold
                           engagement call_me
  Thu 10:00                first_touch
  Thu 10:00                row met_late call_back, took 3 h, late by 2 h, at 10:00

story "nobody is disturbed before work begins"
  # Touched on a Sunday: the row says so, and from when on it may be told to people.
  Fri 2026-03-06 16:30     created plan=gold
                           engagement call_me
  Sun 12:00                first_touch
  Sun 12:00                row met call_back, took 30 min, notify Mon 2026-03-09 09:00

story "broken at the end of the day: nobody is told before the next morning"
  Wed 2026-03-04 16:00     created plan=gold
                           engagement call_me
  17:00                    row violated call_back, notify Thu 2026-03-05 09:00, at 17:00

story "time in a stage is told in working time too"
  # Friday 16:30 to 17:00 and Monday 9 to 11: two hours and a half of work.
  Fri 2026-03-06 16:30     created
                           engagement call_me
  Mon 11:00                accept
  Mon 11:00                row mql -> sal, after 2 h 30 min of work

story "two pauses"
  # Half an hour has run by 10:00. Held from 10:00 to 11:00 and from 11:15 to 13:15: of the two hours 45 minutes have run by then, so the rest
  # ends 75 minutes later.
  Wed 2026-03-04 09:30     created plan=silver
                           engagement call_me
  10:00                    hold_until until=11:00
                           due call_back paused
  11:00                    due call_back 12:30
  11:15                    hold_until until=13:15
                           due call_back paused
  13:15                    due call_back 14:30
  14:30                    first_touch
  14:31                    row met call_back, took 2 h, paused 3 h, due 14:30 (2 h)

story "a pause overnight costs no working time"
  Wed 2026-03-04 16:30     created plan=gold
                           engagement call_me
  16:45                    hold_until until="Thu 08:00"
  Thu 08:00                due call_back 09:45

story "paused at exactly the due instant"
  # Nothing is left, and while it is held nobody is accused; due again in the instant in which the hold ends.
  Wed 2026-03-04 10:00     created plan=gold
                           engagement call_me
  11:00                    hold_until until=14:00
                           due call_back paused
  13:59:59.999             not row violated call_back
  14:00                    row violated call_back, at 14:00, paused 3 h

story "the touch at the very end of a hold is in time"
  Wed 2026-03-04 10:00     created plan=gold
                           engagement call_me
  11:00                    hold_until until=14:00
  14:00                    first_touch
  14:01                    row met call_back, at 14:00, took 1 h
                           not row violated call_back

story "only a day is known: no clock of working time is judged by it"
  # The touch was on Wednesday, nobody knows when. What was broken stays broken; the rest is void.
  Wed 2026-03-04 10:00     created plan=gold
                           engagement call_me
  Thu 09:00                first_touch occurred=2026-03-04
                           row violated call_back, at Wed 11:00
                           row cancelled call_back, at Wed 23:59:59.999
                           not row met_late call_back
                           contacted
