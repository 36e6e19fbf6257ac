# What sales says, and what it does to the stage (F6, F7, F11, F12, G1, G2, G8, G10 to G12, C11, S9, S10).

agreement = "sales.toml"

story "a skipped acceptance is inferred"
  Mon 2026-03-02 09:00     created
                           engagement call_me
  09:30                    qualify actor=ann
  09:31                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   09:00  + inquiry -> mql, hand_raise "asked to be called"
                   09:30  + mql -> sal, disposition (inferred)
                   09:30  + sal -> sql, disposition by ann
                   09:30  + met answer, from 09:00, due 13:00 (4 h), took 30 min

story "all stages that were skipped are inferred, in order, and the amount rides along"
  Mon 2026-03-02 09:00     created
  09:30                    open_opportunity actor=bob amount=500000
  09:31                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   09:30  + inquiry -> mql, disposition (inferred), amount 500000
                   09:30  + mql -> sal, disposition (inferred), amount 500000
                   09:30  + sal -> sql, disposition (inferred), amount 500000
                   09:30  + sql -> opportunity, disposition by bob, amount 500000

story "recycled, and an MQL again: the second cycle, and the first time is kept"
  Mon 2026-03-02 09:00     created
                           engagement call_me
                           cycle 1
  10:00                    accept
  11:00                    first_touch
                           contacted
  12:00                    recycle reason=not_ready
  Mon 2026-03-09 09:00     engagement call_me
                           cycle 2
                           not contacted
                           first mql Mon 2026-03-02 09:00
                           latest mql 09:00
                           first recycled Mon 2026-03-02 12:00
                           row recycled -> mql, cycle 2

story "the lags of speed to lead are those of the cycle"
  Mon 2026-03-02 09:00     created
                           engagement call_me
  09:10                    assign owner=ann
  09:30                    accept
                           lag routing 10min
                           lag acceptance 20min
                           lag reaction none
  10:15                    first_touch
                           lag reaction 45min
  11:00                    recycle reason=not_ready
  Tue 09:00                engagement call_me
                           lag routing none

story "reject before contact is regular, after it is taken as said and flagged"
  Mon 2026-03-02 09:00     created
                           engagement call_me
  09:10                    reject reason=misrouted actor=ann
                           row mql -> rejected, disposition "misrouted" (procedural) by ann
                           not row mql -> rejected, disposition "misrouted" (procedural) by ann (irregular)
  10:00                    accept
  10:10                    first_touch
  10:20                    reject reason=duplicate
                           row sal -> rejected, disposition "duplicate" (clerical) (irregular), cycle 2

story "disqualify after contact is regular, before it is flagged"
  Mon 2026-03-02 09:00     created
  09:15                    disqualify reason=student
                           row inquiry -> disqualified, disposition "student" (irregular)

story "disqualify after contact"
  Mon 2026-03-02 09:00     created
  09:10                    first_touch
  09:15                    disqualify reason=student
  09:16                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   09:15  + inquiry -> disqualified, disposition "student"

story "reasons: in a group, without one, unknown, missing"
  Mon 2026-03-02 09:00     created
                           engagement call_me
  09:10                    reject reason=too_early
                           row mql -> rejected, disposition "too_early"
  09:20                    accept
  09:21                    reject reason=mood
                           row sal -> rejected, disposition "unspecified", at 09:21
  09:30                    accept
  09:31                    reject
                           row sal -> rejected, disposition "unspecified", at 09:31
  # Of a recycle a reason may be missing; an unknown one is unspecified all the same. A disqualify has no list and takes any.
  09:40                    recycle
                           row rejected -> recycled, disposition, at 09:40
                           not row rejected -> recycled, disposition "unspecified"
  09:50                    accept
  09:51                    recycle reason=mood
                           row sal -> recycled, disposition "unspecified"

story "what is not lawful moves nothing, sets no owner and is remembered"
  Mon 2026-03-02 09:00     created
  09:15                    win owner=ann
  09:20                    win owner=bob
  09:30                    lose owner=cid
  09:31                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   09:15  + inquiry -> mql, disposition (inferred), owner ann
                   09:15  + mql -> sal, disposition (inferred), owner ann
                   09:15  + sal -> sql, disposition (inferred), owner ann
                   09:15  + sql -> opportunity, disposition (inferred), owner ann
                   09:15  + opportunity -> customer, disposition, owner ann
                   09:20    refused win
                   09:30    refused lose
  10:00                    owner ann

story "a late event may make lawful what was not"
  # Lost without an opportunity is refused. That there was one becomes known later.
  Mon 2026-03-02 09:00     created
  10:00                    lose reason=price
                           stage inquiry
  11:00                    open_opportunity occurred=09:30
                           stage lost
                           row opportunity -> lost, disposition "price", at 10:00

story "recycling halves what is left of the points"
  Mon 2026-03-02 09:00     created
                           engagement webinar
                           engagement webinar
                           engagement letter
                           score 80
                           stage mql
  09:00                    recycle reason=not_ready
                           score 40
  Thu 2026-03-12 09:00     score 35

story "recycling halves what was taken too"
  Mon 2026-03-02 09:00     created
                           engagement webinar
                           engagement webinar
                           engagement unsubscribe
                           accept
                           recycle
                           score 10

story "hold: it moves nothing, ends by itself, and a new one takes its place"
  Mon 2026-03-02 09:00     created
                           engagement call_me
  10:00                    hold_until until=12:00
                           on_hold
                           stage mql
                           due answer paused
  11:00                    hold_until until=11:30
                           due answer paused
  11:29:59.999             on_hold
  11:30                    not on_hold
                           due answer 14:30

story "hold: a time that is not in the future releases"
  Mon 2026-03-02 09:00     created
                           engagement call_me
  10:00                    hold_until until=18:00
  11:00                    hold_until until=11:00
                           not on_hold
                           due answer 14:00
  12:00                    hold_until until=18:00
  12:30                    hold_until
                           not on_hold
                           due answer 14:30

story "hold: other dispositions do not end it"
  Mon 2026-03-02 09:00     created
                           engagement call_me
  10:00                    hold_until until=12:00
  10:30                    assign owner=ann
                           accept
                           stage sal
                           on_hold

story "override: by name, into any stage, inferring nothing"
  Mon 2026-03-02 09:00     created
  09:10                    override stage=sql actor=ann reason="met at the fair"
  09:11                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   09:10  + inquiry -> sql, override "met at the fair" by ann

story "override: refused without a name, into the present stage, into merged"
  Mon 2026-03-02 09:00     created
  09:10                    override stage=sql
  09:11                    override stage=inquiry actor=ann
  09:12                    override stage=merged actor=ann
  09:13                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   09:10    refused override
                   09:11    refused override
                   09:12    refused override

story "override: it pins the stage against a timeout until it ends, and its end moves nothing"
  # The timeout of an MQL would come on Thursday the 12th at nine. It falls into the pin and is gone.
  Mon 2026-03-02 09:00     created
                           override stage=mql actor=ann until="Fri 2026-03-13 09:00"
  Thu 2026-03-12 09:00     stage mql
  Fri 2026-03-13 09:00     stage mql
  Mon 2026-06-01 09:00     stage mql

story "override: a timeout after the pin comes"
  Mon 2026-03-02 09:00     created
                           override stage=mql actor=ann until="Thu 2026-03-12 09:00"
  Thu 2026-03-12 08:59:59.999  stage mql
  Thu 2026-03-12 09:00     stage inquiry
                           row mql -> inquiry, timeout, at 09:00

story "override: points do not move what is pinned"
  Mon 2026-03-02 09:00     created
                           engagement webinar
                           override stage=recycled actor=ann until="Wed 09:00"
  Tue 09:00                engagement webinar
                           engagement webinar
                           score 75
                           stage recycled
                           barred_by override
  Wed 09:00                engagement webinar
                           stage recycled
  Wed 09:00:00.001         engagement webinar
                           stage mql

story "override: a hand-raise moves what is pinned"
  Mon 2026-03-02 09:00     created
                           override stage=recycled actor=ann
  Tue 09:00                engagement call_me
                           stage mql

story "timeout: who rests too long goes elsewhere, and its clock is void"
  Mon 2026-03-02 09:00     created
                           engagement webinar
                           engagement webinar
  Thu 2026-03-12 09:00     expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   09:00  + inquiry -> mql, threshold, score 60
                   13:00  + violated answer, from 09:00, due 13:00 (4 h)
    Thu 2026-03-12 09:00  + mql -> inquiry, timeout
                   09:00  + cancelled answer, from Mon 2026-03-02 09:00, due Mon 2026-03-02 13:00 (4 h), took 240 h

story "timeout: an event at its very instant comes first"
  Mon 2026-03-02 09:00     created
                           engagement call_me
  Thu 2026-03-12 09:00     accept
                           stage sal
                           not row mql -> inquiry

story "timeout: a hold does not stop it"
  Mon 2026-03-02 09:00     created
                           engagement call_me
                           hold_until until="Mon 2026-04-06 09:00"
  Thu 2026-03-12 09:00     stage inquiry

story "timeout: it needs no points to stay below"
  # 60 points that do not fade would make an MQL at the next credited event, not by themselves.
  Mon 2026-03-02 09:00     created
                           engagement webinar
                           engagement webinar
  Thu 2026-03-12 09:00     stage inquiry
  Fri 2026-03-13 09:00     score 60
                           stage inquiry
                           engagement letter
                           stage mql
                           cycle 2

story "suspended and resumed by records"
  Mon 2026-03-02 09:00     created
                           scoring_suspended
  09:10                    engagement webinar
                           engagement webinar
                           score 0
  09:20                    scoring_resumed
                           score 0
  09:30                    engagement webinar
                           score 30

story "suspended and resumed by what happens: from the next event on"
  # The recall itself still earns nothing.
  Mon 2026-03-02 09:00     created
                           engagement webinar
                           score 30
  09:10                    engagement handed_to_partner
                           engagement webinar
                           score 30
  09:20                    engagement recalled
                           score 30
  09:30                    engagement recalled
                           score 35

story "suspended: hand-raises and vetoes still act"
  Mon 2026-03-02 09:00     created
                           scoring_suspended
  09:10                    engagement call_me
                           stage mql
  09:20                    engagement application
                           row mql -> ineligible, veto "applies for a job"

story "revoke: undone is as if it had never been said"
  Mon 2026-03-02 09:00     created
                           engagement call_me
  09:30                    accept id=a owner=ann
  10:00                    revoke target=a
  10:00                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   09:00  + inquiry -> mql, hand_raise "asked to be called"
                   09:30  + mql -> sal, disposition, owner ann
                   09:30  + met answer, from 09:00, due 13:00 (4 h), took 30 min, owner ann
                   10:00  - mql -> sal, disposition, owner ann, at 09:30
                   10:00  - met answer, from 09:00, due 13:00 (4 h), took 30 min, owner ann, at 09:30
                           owner none
                           due answer 13:00

story "revoke: heard before its target, it undoes it all the same"
  Mon 2026-03-02 09:00     created
  10:00                    revoke target=a
  10:01                    accept id=a occurred=09:30
                           stage inquiry

story "revoke: a revoke can be revoked"
  Mon 2026-03-02 09:00     created
  09:30                    accept id=a
  09:40                    revoke id=b target=a
                           stage inquiry
  09:50                    revoke target=b
                           stage sal

story "revoke: of nothing it is idle, and of a later disposition too"
  Mon 2026-03-02 09:00     created
                           revoke target=nothing
  09:30                    accept id=a
  09:40                    revoke target=a occurred=09:20
                           stage sal

story "revoke: of what can no longer be taken back it is a move of its own"
  # The lead remembers three events. The acceptance is final when the revoke comes, and nothing was said after it.
  bounds journal=3
  Mon 2026-03-02 09:00     created
                           engagement call_me
  09:30                    accept id=a
  09:40                    engagement letter
                           engagement letter
                           engagement letter
  10:00                    revoke target=a actor=ann
                           row sal -> mql, revoke by ann, at 10:00
                           row mql -> sal, disposition, at 09:30

story "merged: the lead ends, its clocks are void, and nothing moves it any more"
  Mon 2026-03-02 09:00     created source=fair
                           engagement call_me
  09:30                    merged into=lead-7
  09:40                    accept
                           engagement call_me
  10:00                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth, source fair
                   09:00  + inquiry -> mql, hand_raise "asked to be called", source fair
                   09:30  + mql -> merged, merged "lead-7", source fair
                   09:30  + cancelled answer, from 09:00, due 13:00 (4 h), took 30 min, source fair
                           due answer none
                           stage merged

story "merged: what happened before and is heard later still counts"
  Mon 2026-03-02 09:00     created
  09:30                    merged into=lead-7
  09:40                    accept occurred=09:10
                           stage merged
                           row mql -> sal, disposition, at 09:10
                           row sal -> merged, merged "lead-7"

story "erased: its row tells nothing of whom it was"
  Mon 2026-03-02 09:00     created source=fair
                           assign owner=ann
  09:30                    erased
  10:00                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth, source fair
                   09:30  + inquiry -> erased, erased
                           owner none

story "erased: who was merged can still be forgotten, and stays merged"
  Mon 2026-03-02 09:00     created
                           assign owner=ann
  09:30                    merged into=lead-7
                           owner ann
  10:00                    erased
                           owner none
                           stage merged
  10:01                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   09:30  + inquiry -> merged, merged "lead-7", owner ann

story "erased: a hold and a pin end"
  Mon 2026-03-02 09:00     created
                           hold_until until=18:00
  09:30                    erased
                           not on_hold
                           stage erased

story "at one instant created comes first, then engagements, then dispositions in their order"
  Mon 2026-03-02 09:00     qualify
                           accept
                           engagement call_me
                           created
  09:01                    row -> inquiry, birth
                           not row -> inquiry, birth (inferred)
                           row inquiry -> mql, hand_raise "asked to be called"
                           row mql -> sal, disposition
                           not row mql -> sal, disposition (inferred)
                           row sal -> sql, disposition

story "the producer's sequence goes before the word"
  Mon 2026-03-02 09:00     created
                           accept sequence=2
                           qualify sequence=1
                           row mql -> sal, disposition (inferred)
                           stage sql

story "the same again is dropped, the same id with other content is a conflict, and the first stands"
  Mon 2026-03-02 09:00     created
  09:01                    engagement webinar id=e
  09:30                    engagement webinar id=e occurred=09:01
                           engagement letter id=e occurred=09:01
                           score 30
  09:40                    engagement webinar id=e
                           score 60
                           expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   09:30    duplicate webinar
                   09:30    id_conflict letter
                   09:40  + inquiry -> mql, threshold, score 60
