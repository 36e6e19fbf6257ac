# What the teams promise each other (C2, C5 to C8, R5), in raw time.

agreement = "promises.toml"

story "kept in time"
  Mon 2026-03-02 09:00     created seniority=vp
  09:05                    engagement call_me
                           due owner_answers 10:05
                           due first_touch 11:05
  09:40                    first_touch
  09:41                    row met owner_answers, took 35 min
                           row met first_touch, took 35 min
                           due first_touch none
  Tue 09:00                not row violated owner_answers
                           not row violated first_touch

story "nobody is accused before the instant has come"
  Mon 2026-03-02 09:05     engagement call_me
  10:04:59.999             not row violated owner_answers
  10:05                    row violated owner_answers, at 10:05

story "an acceptance that was in time and is heard late takes the violation back"
  # The sums stay right: one promise, and in the end it was kept.
  Mon 2026-03-02 09:00     created seniority=vp employees=300
  09:05                    engagement call_me
  09:36                    first_touch occurred=09:20
  09:37                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   09:05  + inquiry -> mql, hand_raise "asked to be called"
                   09:20    at_risk first_touch, due 09:35 (30 min)
                   09:35  + violated first_touch, from 09:05, due 09:35 (30 min)
                   09:36  - violated first_touch, from 09:05, due 09:35 (30 min), at 09:35
                   09:36  + met first_touch, from 09:05, due 09:35 (30 min), took 15 min, at 09:20
                   09:36  + met owner_answers, from 09:05, due 10:05 (1 h), took 15 min, at 09:20

story "reassigned at 10:30: the new owner has an hour"
  # Bob's first hour ended at 10:05 and stays broken; carol's ends at 11:30.
  Mon 2026-03-02 09:05     engagement call_me
  09:10                    assign owner=bob
                           due owner_answers 10:05
  10:30                    assign owner=carol
                           due owner_answers 11:30
  11:00                    first_touch
  11:01                    row violated owner_answers, from 09:05, at 10:05, owner bob
                           row met owner_answers, from 10:30, took 30 min, owner carol

story "a first assignment is no reassignment, nor is the same owner again"
  Mon 2026-03-02 09:05     engagement call_me
  09:10                    assign owner=bob
  09:20                    assign owner=bob team=north
                           due owner_answers 10:05

story "the target is that of the segment before the grade"
  Mon 2026-03-02 09:05     created seniority=vp employees=5000
                           engagement call_me
                           segment enterprise
                           grade A
                           due first_touch 09:20

story "the target of a grade"
  Mon 2026-03-02 09:05     created seniority=vp employees=300
                           engagement call_me
                           segment none
                           grade A
                           due first_touch 09:35

story "the target of a team"
  Mon 2026-03-02 09:00     created seniority=vp
  09:01                    assign owner=ann team=north
  09:05                    engagement call_me
                           due first_touch 09:50

story "the target is chosen at the start and stays"
  Mon 2026-03-02 09:05     created seniority=vp
                           engagement call_me
                           due first_touch 11:05
  09:10                    updated employees=300
                           grade A
                           due first_touch 11:05

story "no target that fits, no promise"
  Mon 2026-03-02 09:05     created seniority=intern
                           engagement call_me
                           grade D
                           due first_touch none
                           due owner_answers 10:05

story "a risk is told once, escalations follow, and the touch ends them"
  # Two hours: at risk after one. An hour after the end the first escalation, the second would come a day after it.
  Mon 2026-03-02 09:05     created seniority=vp
                           engagement call_me
                           first_touch id=slip
  09:06                    revoke target=slip
  Tue 10:00                accept
                           first_touch
  Wed 12:00                expect
    Mon 2026-03-02 09:05  + -> inquiry, birth
                   09:05  + inquiry -> mql, hand_raise "asked to be called"
                   09:05  + met first_touch, from 09:05, due 11:05 (2 h), took 0 min
                   09:05  + met owner_answers, from 09:05, due 10:05 (1 h), took 0 min
                   09:06  - met first_touch, from 09:05, due 11:05 (2 h), took 0 min, at 09:05
                   09:06  - met owner_answers, from 09:05, due 10:05 (1 h), took 0 min, at 09:05
                   10:05  + violated owner_answers, from 09:05, due 10:05 (1 h)
                   10:05    at_risk first_touch, due 11:05 (2 h)
                   11:05  + violated first_touch, from 09:05, due 11:05 (2 h)
                   12:05    escalation 1 first_touch, due 11:05 (2 h)
                   17:05  + violated plan, from 09:05, due 17:05 (8 h)
    Tue 2026-03-03 10:00  + mql -> sal, disposition
                   10:00  + cancelled owner_answers, from Mon 2026-03-02 09:05, due Mon 2026-03-02 10:05 (1 h), took 24 h 55 min
                   10:00  + met_late first_touch, from Mon 2026-03-02 09:05, due Mon 2026-03-02 11:05 (2 h), took 24 h 55 min, late by 22 h 55 min

story "void before it was kept"
  Mon 2026-03-02 09:05     created seniority=vp
                           engagement call_me
  09:10                    assign owner=nobody
                           due first_touch none
  09:20                    assign owner=ann
                           due first_touch none
  12:00                    row cancelled first_touch, took 5 min
                           not row violated first_touch

story "a clock that restarts at a disposition, each time"
  Mon 2026-03-02 09:05     engagement call_me
                           due plan 17:05
  12:00                    hold_until until=13:00
                           due plan 20:00
  12:00:01                 assign owner=ann
                           due plan 20:00
  15:00                    hold_until until=16:00
                           due plan 23:00

story "a new cycle, a new promise"
  Mon 2026-03-02 09:05     created seniority=vp
                           engagement call_me
  09:10                    first_touch
  09:20                    recycle reason=next_year
  Tue 09:00                engagement call_me
                           cycle 2
                           due first_touch 11:00
                           not contacted
