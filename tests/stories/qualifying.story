# When a lead is ready (G3 to G9, S11): 60 points and a B, or a raised hand, or the way it uses the product. Partners have a model of their
# own: one guide is enough. A VP is a B, of a large company an A.

agreement = "qualifying.toml"

story "a lead begins as an inquiry"
  Mon 2026-03-02 09:00     created source=web
  09:01                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth, source web

story "a lead first seen by what it does is inferred, and the earliest thing is its birth"
  Mon 2026-03-02 09:00     engagement page_view
  10:00                    assign owner=ann occurred=08:00
  10:00                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth (inferred)
                   10:00  - -> inquiry, birth (inferred), at 09:00
                   10:00  + -> inquiry, birth (inferred), owner ann, at 08:00

story "points and fit together make an MQL"
  Mon 2026-03-02 09:00     created seniority=vp
                           engagement webinar
                           stage inquiry
                           barred_by score
                           not barred_by grade
                           engagement webinar
  09:01                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   09:00  + inquiry -> mql, threshold, score 60, grade B

story "points without a known trait do not qualify"
  Mon 2026-03-02 09:00     created source=web
                           engagement webinar
                           engagement webinar
                           score 60
                           stage inquiry
                           barred_by grade
                           grade unknown

story "a trait that makes the fit qualifies a lead that has the points"
  Mon 2026-03-02 09:00     created employees=200
                           engagement webinar
                           engagement webinar
                           grade C
                           stage inquiry
  09:05                    updated seniority=vp
                           grade A
                           row inquiry -> mql, threshold, at 09:05

story "a falling grade takes no stage away and bars the next entry"
  Mon 2026-03-02 09:00     created seniority=vp
                           engagement webinar
                           engagement webinar
                           stage mql
  09:10                    updated seniority=intern
                           grade D
                           stage mql
  09:20                    engagement unsubscribe
                           stage inquiry
  09:30                    engagement webinar
                           engagement webinar
                           score 80
                           barred_by grade
                           stage inquiry

story "a record that changes no trait promotes nobody, and the threshold is a level"
  # Recycled and kept, with a week of cool-down. After it 90 points are there, and the same trait again is no news; a new one is.
  Mon 2026-03-02 09:00     created seniority=vp
                           engagement webinar
                           engagement webinar
                           engagement webinar
  09:10                    recycle
                           stage recycled
  Mon 2026-03-16 09:00     stage recycled
                           updated seniority=vp source=fair
                           stage recycled
  09:01                    updated employees=10
                           stage mql
                           cycle 2

story "cool-down: points wait, and its end does nothing by itself"
  Mon 2026-03-02 09:00     created seniority=vp
                           engagement webinar
                           engagement webinar
  10:00                    recycle
  Mon 2026-03-09 09:59:59.999  engagement webinar
                           barred_by cool_down
                           stage recycled
  Mon 2026-03-09 10:00     stage recycled
  Tue 10:00                stage recycled
  Tue 10:00                engagement webinar
                           stage mql

story "cool-down: at its very end points count again"
  Mon 2026-03-02 09:00     created seniority=vp
                           engagement webinar
                           engagement webinar
  10:00                    recycle
  Mon 2026-03-09 10:00     engagement webinar
                           stage mql

story "cool-down: whoever raises a hand need not wait, nor does sales"
  Mon 2026-03-02 09:00     created seniority=vp
                           engagement webinar
                           engagement webinar
  10:00                    recycle
  Tue 09:00                engagement form_submitted form=contact_sales
                           row recycled -> mql, hand_raise "asked to be called", cycle 2, at Tue 09:00
  Wed 09:00                recycle
  Thu 09:00                accept
                           stage sal

story "who asks to be called needs no points and no fit"
  Mon 2026-03-02 09:00     created
                           engagement form_submitted form=contact_sales
                           stage mql
                           score 0

story "a hand-raise goes before the threshold, and then the score does not hold the stage"
  Mon 2026-03-02 09:00     created seniority=vp
                           engagement form_submitted form=contact_sales budget=10000
                           score 60
                           row inquiry -> mql, hand_raise "asked to be called"
  09:10                    engagement unsubscribe
                           engagement unsubscribe
                           score -20
                           stage mql

story "a hand-raise leads out of rejected and disqualified, points do not"
  Mon 2026-03-02 09:00     created seniority=vp
                           engagement webinar
                           engagement webinar
  09:10                    reject reason=misrouted
  09:20                    engagement webinar
                           stage rejected
                           barred_by stage
  09:30                    engagement form_submitted form=contact_sales
                           stage mql
                           cycle 2

story "veto by a trait"
  Mon 2026-03-02 09:00     created domain=rival.example
  09:01                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   09:00  + inquiry -> ineligible, veto "competitor"

story "a veto goes before a hand-raise and before the threshold"
  Mon 2026-03-02 09:00     created seniority=vp
                           engagement webinar
                           engagement form_submitted form=jobs
                           stage ineligible
                           row inquiry -> ineligible, veto "applicant"
  09:10                    engagement form_submitted form=contact_sales
                           stage ineligible
                           engagement webinar
                           stage ineligible
                           score 60

story "a veto does not act where sales works"
  Mon 2026-03-02 09:00     created
                           accept
  09:10                    updated domain=rival.example
                           stage sal

story "only an override leads out of ineligible, and the next record or engagement is judged again"
  Mon 2026-03-02 09:00     created domain=rival.example
                           stage ineligible
  09:10                    accept
                           stage ineligible
  09:20                    override stage=inquiry actor=ann
                           stage inquiry
  09:25                    assign owner=bob
                           stage inquiry
  09:40                    engagement page_view
                           row inquiry -> ineligible, veto "competitor", at 09:40

story "an override into a stage where vetoes do not act stays"
  Mon 2026-03-02 09:00     created domain=rival.example
                           override stage=sal actor=ann
  09:10                    engagement page_view
                           stage sal
                           barred_by veto

story "a standing trait veto bars a hand-raise where vetoes do not act"
  Mon 2026-03-02 09:00     created
                           disqualify reason=no_need
  09:10                    updated domain=rival.example
                           stage disqualified
  09:20                    engagement form_submitted form=contact_sales
                           stage disqualified
                           barred_by veto
  09:30                    updated -domain
                           engagement form_submitted form=contact_sales
                           stage mql

story "product qualified, with a grade that is good enough"
  Mon 2026-03-02 09:00     created employees=200 seats=2
                           grade C
                           stage inquiry
  Tue 09:00                updated seats=5
  Tue 09:01                expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
    Tue 2026-03-03 09:00  + inquiry -> mql, pql "invited the team"

story "product qualified asks for a grade: without one nobody is"
  # Seats are a trait, and so the grade is known: D. D is no C.
  Mon 2026-03-02 09:00     created seats=5
                           grade D
                           stage inquiry

story "product qualified by a score of a model besides"
  Mon 2026-03-02 09:00     created seats=3
                           stage inquiry
                           engagement webinar
                           row inquiry -> mql, pql "uses it and has read on"

story "product qualified waits for a cool-down, and no score holds it"
  Mon 2026-03-02 09:00     created employees=200 seats=5
                           stage mql
  09:10                    recycle
  09:11                    updated seats=7
                           stage recycled
                           barred_by cool_down
  Mon 2026-03-09 09:10     updated seats=8
                           stage mql
  Mon 2026-03-09 09:20     engagement unsubscribe
                           stage mql

story "a segment has a model of its own"
  Mon 2026-03-02 09:00     created source=partner seniority=vp
                           segment partner
                           engagement webinar
                           engagement webinar
                           score 0
                           stage inquiry
                           engagement guide
                           score 10
                           row inquiry -> mql, threshold, score 10

story "without a segment the guide earns nothing that counts"
  Mon 2026-03-02 09:00     created seniority=vp
                           segment none
                           engagement guide
                           score 0
                           stage inquiry

story "every model scores every event: who changes the segment has the points already"
  Mon 2026-03-02 09:00     created seniority=vp
                           engagement guide
                           score 0
  09:10                    updated source=partner
                           segment partner
                           score 10
  # The source is no trait, so this record promotes nobody; the next credit does.
                           stage inquiry
  09:20                    engagement guide
                           stage mql

story "who leaves a model by which the score held the stage falls at once"
  Mon 2026-03-02 09:00     created seniority=vp
                           engagement webinar
                           engagement webinar
                           stage mql
  09:10                    updated source=partner
                           score 0
                           stage inquiry
                           row mql -> inquiry, decay, at 09:10

story "a hand-raise of a model counts only where the model does"
  Mon 2026-03-02 09:00     created
                           engagement deal_registered
                           stage inquiry
  09:10                    updated source=partner
                           engagement deal_registered
                           row inquiry -> mql, hand_raise "partner asks", at 09:10
