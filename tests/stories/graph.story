# A graph of one's own (C1, G2, G10, G13): a gate is passed in the same instant, a detour stands where it rejoins the path.

agreement = "graph.toml"

story "a gate is passed in the same instant"
  Mon 2026-03-02 09:00     created
                           engagement call_me
  09:30                    accept actor=ann
  09:31                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   09:00  + inquiry -> mql, hand_raise "asked to be called"
                   09:30  + mql -> checked, disposition by ann
                   09:30  + checked -> sal, disposition (inferred)

story "a gate on the way is inferred like any stage"
  Mon 2026-03-02 09:00     created
  09:30                    qualify
  09:31                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   09:30  + inquiry -> mql, disposition (inferred)
                   09:30  + mql -> checked, disposition (inferred)
                   09:30  + checked -> sal, disposition (inferred)
                   09:30  + sal -> sql, disposition

story "an override into a gate goes through it too"
  Mon 2026-03-02 09:00     created
  09:30                    override stage=checked actor=ann
                           stage sal
                           row checked -> sal, override (inferred)

story "from a detour the way begins where it rejoins"
  Mon 2026-03-02 09:00     created
                           engagement call_me
  09:30                    reject
                           stage repair
  09:40                    override stage=repair actor=ann
                           open_opportunity
                           stage repair

story "a detour has a timeout of its own"
  Mon 2026-03-02 09:00     created
                           engagement call_me
                           reject
  Sat 2026-03-07 09:00     stage recycled
                           row repair -> recycled, timeout
