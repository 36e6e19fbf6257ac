# Scored by what they do in the product.

agreement = "v1.toml"

story "invited, connected, came back: ready on the second day of the trial"
  Mon 2026-03-02 09:00 created plan=trial email_domain=buyer.example employees=120 role=developer
  segment "on trial"
  09:10 engagement session
  09:20 engagement teammate_invited
  15:00 engagement session                     # the same day: one a day counts
  15:00 score 25
  Tue 09:00 engagement session
  09:30 engagement integration_connected asset=warehouse
  09:30 score 60
  stage mql
  due time_to_acceptance Wed 09:30

story "the trial runs out in silence, and the lead is ready no more"
  Mon 2026-03-02 09:00 created plan=trial email_domain=buyer.example employees=120 role=developer
  09:10 engagement session
  09:20 engagement teammate_invited
  Tue 09:00 engagement session
  09:30 engagement integration_connected asset=warehouse
  09:30 stage mql
  10:00 accept owner=ann
  Wed 2026-03-18 09:00 score 0
  stage sal                                    # sales has it: points take nothing away there

story "nobody took it: after fourteen days it falls back by itself"
  Mon 2026-03-02 09:10 created plan=trial email_domain=buyer.example employees=120 role=developer
  09:10 engagement session
  09:20 engagement teammate_invited
  Tue 09:00 engagement session
  09:30 engagement integration_connected asset=warehouse
  09:30 stage mql
  Tue 2026-03-17 09:29 stage mql
  09:29 score 30
  09:30 stage inquiry
  09:30 row mql -> inquiry, decay, score 0

story "the trial is cancelled: another model counts from then on"
  Mon 2026-03-02 09:00 created plan=trial email_domain=buyer.example employees=120 role=developer
  09:00 engagement session
  09:00 engagement teammate_invited
  09:00 engagement integration_connected asset=warehouse
  09:00 engagement plan_limit_hit
  09:00 stage mql
  Wed 09:00 updated plan=cancelled
  09:00 segment none
  score 0
  stage inquiry

story "each integration once, three invitations a week, thirty points of habit"
  Mon 2026-03-02 09:00 created plan=free
  09:01 engagement integration_connected asset=warehouse
  09:02 engagement integration_connected asset=warehouse
  09:02 score 30
  09:03 engagement teammate_invited
  09:04 engagement teammate_invited
  09:05 engagement teammate_invited
  09:06 engagement teammate_invited
  09:06 score 90
  09:07 engagement teammate_removed
  09:07 score 70

story "a test workspace earns nothing"
  Mon 2026-03-02 09:00 created plan=trial email_domain=buyer.example employees=120 role=developer
  09:01 engagement workspace_marked use=test
  09:02 engagement integration_connected asset=warehouse
  09:03 engagement plan_limit_hit
  09:04 engagement teammate_invited
  09:04 score 0
  Tue 09:00 engagement workspace_marked use=real
  09:01 engagement integration_connected asset=warehouse
  09:01 score 30
