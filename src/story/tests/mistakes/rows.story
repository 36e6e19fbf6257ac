story "no such row"
  Fri 2026-03-06 09:00 created
  09:01 not row violated time_to_acceptanse
  09:01 not row vilated time_to_first_touch
  09:01 not row mql -> sall
  09:01 not row mlq -> sal, threshold
  09:01 not row inquiry => mql
  09:01 not row violated time_to_first_touch at 9:30
  09:01 not row inquiry -> mql at 09:00
  09:01 row -> inquiry, birht
  09:01 row -> inquiry birth
  09:01 row ->
  09:01 row mql
  09:01 not row inquiry -> mql, grade E, score many
  09:01 not row violated, due 9:30, at soon
  09:01 not row mql -> sal, disposition because
  09:01 not row mql -> sal, owner
  09:01 not row mql sal, late 1 h
