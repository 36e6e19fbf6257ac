# Ready without points: by what is known of them, or because they ask.

agreement = "v1.toml"

story "a team has settled in: a PQL"
  Mon 2026-03-02 09:00 created plan=free email_domain=buyer.example employees=80
  09:00 grade A
  Tue 02:00 updated members=5 active_days_7=2
  02:00 stage inquiry
  Wed 02:00 updated active_days_7=3
  02:00 stage mql
  row inquiry -> mql, pql "a team has settled in"

story "five students in a flat are a team too, and no PQL"
  Mon 2026-03-02 09:00 created plan=free email_domain=gmail.com
  Tue 02:00 updated members=5 active_days_7=7
  02:00 grade D
  stage inquiry

story "full of what was once uploaded is not outgrown"
  Mon 2026-03-02 09:00 created plan=free email_domain=buyer.example
  Tue 02:00 updated storage_used_percent=95
  02:00 stage inquiry
  Wed 09:00 engagement integration_connected asset=warehouse
  09:00 stage mql
  row inquiry -> mql, pql "outgrew the free plan"

story "who asks in the product waits an hour at most"
  Mon 2026-03-02 09:00 created plan=trial email_domain=buyer.example
  09:30 engagement in_app_message topic=sales
  09:30 stage mql
  due time_to_acceptance 10:30
  11:00 accept owner=ann
  12:00 row violated time_to_acceptance, at 10:30

story "a visitor without an account writes to support with it"
  Mon 2026-03-02 09:00 created source=web
  09:30 engagement in_app_message topic=sales
  09:30 stage inquiry
  10:00 engagement form_submitted form=contact_sales
  10:00 stage mql

story "sent back: a week of peace, and what was done is kept"
  Mon 2026-03-02 09:00 created plan=free email_domain=buyer.example employees=80 members=6 active_days_7=5
  09:00 stage mql
  10:00 accept owner=ann
  Tue 10:00 recycle reason=happy_with_free
  Wed 02:00 updated active_days_7=6
  02:00 stage recycled
  barred_by cool_down
  Tue 2026-03-10 10:00 stage recycled          # the end of it moves nobody
  Wed 02:00 updated active_days_7=7
  02:00 stage mql
  cycle 2

story "whom nobody took in a month goes back"
  Mon 2026-03-02 09:00 created plan=free email_domain=buyer.example employees=80 members=6 active_days_7=5
  09:00 stage mql
  Wed 2026-04-01 08:59 stage mql
  09:00 stage recycled
  row mql -> recycled, timeout
