# From points to sales and back, with points that halve in a day: 60 and a B make an MQL, below 40 it falls. What is recycled begins from
# nothing (S9). Then what is final, and what is no longer taken in (J2 to J4, F6, F12).

agreement = "handover.toml"

story "an MQL by points falls in the first millisecond below, and its promise is void"
  # 60 points at 09:00; less than 40 after log2(60/40) of a day: 14:02:20.760 later they are 40.000, a millisecond later 39.999.
  Mon 2026-03-02 09:00     created seniority=vp
                           engagement webinar
                           engagement webinar
  Tue 09:00                expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   09:00  + inquiry -> mql, threshold, score 60, grade B
                   23:02:20.761  + mql -> inquiry, decay, score 39.999
                   23:02:20.761  + cancelled answer, from 09:00, due Tue 2026-03-03 09:00 (24 h), took 14 h 2 min 20 s 761 ms
  Tue 09:00                score 30

story "whoever has been accepted does not fall when the points do"
  Mon 2026-03-02 09:00     created seniority=vp
                           engagement webinar
                           engagement webinar
  09:30                    accept owner=ann
  Tue 2026-03-10 09:00     stage sal
                           score 0.234

story "whoever fell and comes back is in the second cycle, and contact is of a cycle"
  Mon 2026-03-02 09:00     created seniority=vp
                           engagement webinar
                           engagement webinar
  09:05                    first_touch
                           contacted
  Wed 09:00                engagement webinar
                           score 45
                           stage inquiry
                           contacted
                           engagement webinar
                           row inquiry -> mql, threshold, score 75, cycle 2
                           not contacted

story "a webinar on the way keeps the stage"
  # Without the one at 20:00 the score would be below 40 three hours later.
  Mon 2026-03-02 09:00     created seniority=vp
                           engagement webinar
                           engagement webinar
  20:00                    engagement webinar
  Tue 09:00                stage mql
                           not row mql -> inquiry

story "recycling drops all points, those taken too"
  Mon 2026-03-02 09:00     created seniority=vp
                           engagement webinar
                           engagement webinar
                           engagement webinar
  09:05                    engagement unsubscribe
                           stage mql
  09:10                    recycle reason=next_year
                           score 0
                           row mql -> recycled, disposition "next_year"
  09:20                    engagement webinar
                           score 30
                           stage recycled

story "rejected and accepted after all: it goes round again"
  Mon 2026-03-02 09:00     created
                           engagement call_me
  09:10                    reject reason=budget actor=ann
  09:20                    accept actor=bob
  09:21                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   09:00  + inquiry -> mql, hand_raise "asked to be called"
                   09:10  + mql -> rejected, disposition "budget" by ann
                   09:10  + met answer, from 09:00, due Tue 2026-03-03 09:00 (24 h), took 10 min
                   09:20  + rejected -> mql, disposition (inferred), cycle 2
                   09:20  + mql -> sal, disposition by bob, cycle 2

story "what becomes known of an earlier time corrects the rows that say it"
  Mon 2026-03-02 09:00     created
  10:00                    engagement call_me
  11:00                    updated source=fair occurred=09:30
  11:01                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   10:00  + inquiry -> mql, hand_raise "asked to be called"
                   11:00  - inquiry -> mql, hand_raise "asked to be called", at 10:00
                   11:00  + inquiry -> mql, hand_raise "asked to be called", source fair, at 10:00

story "what changes only the score says nothing"
  Mon 2026-03-02 09:00     created
  10:00                    engagement call_me
  11:00                    engagement webinar occurred=09:30
  11:01                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   10:00  + inquiry -> mql, hand_raise "asked to be called"

story "that a stage was entered earlier corrects the row of the next one too"
  # Both lines of the pair would read alike, so they tell when the stage left had been entered.
  Mon 2026-03-02 09:00     created
  10:00                    engagement call_me
  11:00                    accept
  12:00                    engagement call_me occurred=09:30
  12:01                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   10:00  + inquiry -> mql, hand_raise "asked to be called"
                   11:00  + mql -> sal, disposition
                   11:00  + met answer, from 10:00, due Tue 2026-03-03 10:00 (24 h), took 1 h
                   12:00  - inquiry -> mql, hand_raise "asked to be called", at 10:00
                   12:00  - mql -> sal, disposition, entered 10:00, at 11:00
                   12:00  - met answer, from 10:00, due Tue 2026-03-03 10:00 (24 h), took 1 h, at 11:00
                   12:00  + inquiry -> mql, hand_raise "asked to be called", at 09:30
                   12:00  + mql -> sal, disposition, entered 09:30, at 11:00
                   12:00  + met answer, from 09:30, due Tue 2026-03-03 09:30 (24 h), took 1 h 30 min, at 11:00

story "the campaigns of the first touch and of the MQL"
  Mon 2026-03-02 09:00     created campaign=spring
  09:10                    engagement page_view campaign=fair
  09:20                    engagement call_me campaign=summer
  09:30                    engagement page_view campaign=autumn
  09:40                    accept
  09:41                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth, campaign spring, first touch spring
                   09:20  + inquiry -> mql, hand_raise "asked to be called", campaign spring, first touch spring, mql campaign summer
                   09:40  + mql -> sal, disposition, campaign spring, first touch spring, mql campaign summer
                   09:40  + met answer, from 09:20, due Tue 2026-03-03 09:20 (24 h), took 20 min, campaign spring, first touch spring, mql campaign summer

story "the revoke is the birth when its target was all there was"
  Mon 2026-03-02 09:10     accept id=a
  09:20                    revoke target=a
  09:20                    expect
    Mon 2026-03-02 09:10  + -> inquiry, birth (inferred)
                   09:10  + inquiry -> mql, disposition (inferred)
                   09:10  + mql -> sal, disposition
                   09:20  - -> inquiry, birth (inferred), at 09:10
                   09:20  - inquiry -> mql, disposition (inferred), at 09:10
                   09:20  - mql -> sal, disposition, at 09:10
                   09:20  + -> inquiry, birth (inferred)

story "a revoke of what is final is a move at its own time"
  bounds journal=1
  Mon 2026-03-02 09:00     created
  09:10                    accept id=a
  09:20                    revoke target=a actor=ann
  09:21                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   09:10  + inquiry -> mql, disposition (inferred)
                   09:10  + mql -> sal, disposition
                   09:20  + sal -> inquiry, revoke by ann

story "a revoke comes too late when a later word stands on its target"
  bounds journal=1
  Mon 2026-03-02 09:00     created
  09:10                    accept id=a
  09:15                    qualify owner=ann
  09:20                    revoke target=a
  09:21                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   09:10  + inquiry -> mql, disposition (inferred)
                   09:10  + mql -> sal, disposition
                   09:15  + sal -> sql, disposition, owner ann
                   09:20    idle revoke

story "a full journal makes the oldest final, and what is before that is refused"
  # The refused record is a touch too: it makes room for itself, so that the visit of 09:10 becomes final.
  bounds journal=2
  Mon 2026-03-02 09:00     engagement page_view
  09:10                    engagement page_view
  09:20                    engagement page_view
  09:30                    created occurred=09:00
                           created occurred=09:15
  09:30                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth (inferred)
                   09:30    beyond_horizon created

story "what the horizon has passed is final"
  # What was so at eight and is heard at half past nine can be corrected for an hour from then on; at half past ten it is final, and what was so
  # before nine with it.
  bounds horizon=1h
  Mon 2026-03-02 09:00     created
  09:30                    engagement page_view occurred=08:00
  10:30:00.001             engagement page_view occurred=08:30
                           engagement page_view occurred=09:01
  10:31                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   09:30  - -> inquiry, birth, at 09:00
                   09:30  + -> inquiry, birth (inferred), at 08:00
                   10:30:00.001    beyond_horizon page_view
