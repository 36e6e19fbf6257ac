# What a lead does by itself at one and the same millisecond (F8): the end of a hold, then decay, then the stage's timeout, then the clocks by
# name. 60 points are below 30 ten days and a millisecond later; two clocks have just that long, the third as long as the stage lasts.

agreement = "instants.toml"

story "decay goes before the clocks: what ends in that millisecond is void, not broken"
  Mon 2026-03-02 09:00     created
                           engagement webinar
  Thu 2026-03-12 09:01     expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   09:00  + inquiry -> mql, threshold, score 60
    Thu 2026-03-12 09:00:00.001  + mql -> inquiry, decay, score 29.999
                   09:00:00.001  + cancelled a_second, from Mon 2026-03-02 09:00, due 09:00:00.001 (240 h 1 ms), took 240 h 1 ms
                   09:00:00.001  + cancelled b_first, from Mon 2026-03-02 09:00, due 09:00:00.001 (240 h 1 ms), took 240 h 1 ms
                   09:00:00.001  + cancelled c_long, from Mon 2026-03-02 09:00, due Sun 2026-03-22 09:00 (480 h), took 240 h 1 ms

story "clocks come due by name"
  Mon 2026-03-02 09:00     created
                           engagement call_me
  Thu 2026-03-12 09:01     expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   09:00  + inquiry -> mql, hand_raise "asked to be called"
    Thu 2026-03-12 09:00:00.001  + violated a_second, from Mon 2026-03-02 09:00, due 09:00:00.001 (240 h 1 ms)
                   09:00:00.001  + violated b_first, from Mon 2026-03-02 09:00, due 09:00:00.001 (240 h 1 ms)

story "a timeout goes before the clocks"
  Mon 2026-03-02 09:00     created
                           engagement call_me
  Sun 2026-03-22 09:00     row mql -> inquiry, timeout, at 09:00
                           row cancelled c_long, took 480 h, at 09:00
                           not row violated c_long

story "the end of a hold goes before the timeout: the clock runs on and is void at once"
  # Held when all but a millisecond has been used, until the stage's own end: that millisecond is never used.
  Mon 2026-03-02 09:00     created
                           engagement call_me
  Thu 2026-03-12 09:00     hold_until until="Sun 2026-03-22 09:00"
                           due a_second paused
  Sun 2026-03-22 09:00     row cancelled a_second, due 09:00:00.001 (240 h 1 ms), took 240 h, paused 240 h, at 09:00
                           not row violated a_second
                           not on_hold

story "an event at the very instant goes before all of them"
  Mon 2026-03-02 09:00     created
                           engagement call_me
  Thu 2026-03-12 09:00:00.001  first_touch
  Thu 2026-03-12 09:00:00.001  row met a_second
                           row met b_first
                           not row violated
