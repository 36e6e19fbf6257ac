# What points come to (S3, S4, S5, S8): at most 100, at least 0, mails together at most 25. Webinars and workshops halve in ten days, a letter
# fades evenly in ten days, a fair is gone after seven. 60 points make an MQL, below 30 it falls.

agreement = "score.toml"

story "the floor clamps the sum, not each step"
  # 10 - 50 + 5 = -35, shown as 0. Clamped at each step it would be 5.
  Mon 2026-03-02 09:00     created
                           engagement bigger
                           score 10
  09:10                    engagement unsubscribe
                           score 0
  09:20                    engagement small
                           score 0
  09:30                    engagement webinar
                           score 0
  # 10 - 50 + 5 + 30 + 80 = 75.
  09:30                    engagement workshop
                           score 75

story "the cap clamps the sum, and what is above it fades first"
  # 160 points are shown as 100. After five days they are 113.1, still 100; after ten days 80.
  Mon 2026-03-02 09:00     created
                           engagement workshop
                           engagement workshop
                           score 100
  Sat 2026-03-07 09:00     score 100
  Thu 2026-03-12 09:00     score 80
  Sun 2026-03-22 09:00     score 40

story "a group has a cap of its own"
  Mon 2026-03-02 09:00     created
                           engagement email_open
                           engagement email_open
                           score 20
                           engagement email_open
                           score 25
                           engagement webinar
                           score 55

story "what is taken from a group is taken from its sum, not from its cap"
  # 40 points in the group are shown as 25; minus 12 they are 28, still 25; minus 12 they are 16.
  Mon 2026-03-02 09:00     created
                           engagement email_open
                           engagement email_open
                           engagement email_open
                           engagement email_open
                           score 25
                           engagement bounce
                           score 25
                           engagement bounce
                           score 16

story "negative points never fade"
  # 80 halve to 40 and 20, the 50 stay.
  Mon 2026-03-02 09:00     created
                           engagement workshop
                           engagement unsubscribe
                           score 30
  Thu 2026-03-12 09:00     score 0
                           engagement workshop
                           score 70

story "linear: evenly to nothing"
  Mon 2026-03-02 09:00     created
                           engagement letter
                           score 20
  Wed 2026-03-04 09:00     score 16
  Sat 2026-03-07 09:00     score 10
  Thu 2026-03-12 09:00     score 0

story "linear: rounded down, once"
  # A millisecond before the end 1 of 864,000,000 parts of 20 points is left of each of three letters: far below a thousandth of a point.
  Mon 2026-03-02 09:00     created
                           engagement letter
                           engagement letter
                           engagement letter
  Thu 2026-03-12 08:59:59.999  score 0
  Fri 2026-03-13 09:00     score 0

story "expiry: all of it until it is gone"
  Mon 2026-03-02 09:00     created
                           engagement fair
  Mon 2026-03-09 08:59:59.999  score 15
  Mon 2026-03-09 09:00     score 0

story "decay takes an MQL back at the very millisecond"
  # 60 points are exactly 30 after exactly ten days; a millisecond later they are less.
  Mon 2026-03-02 09:00     created
                           engagement webinar
                           engagement webinar
                           stage mql
  Thu 2026-03-12 09:00     score 30
                           stage mql
  Thu 2026-03-12 09:00:00.001  score 29.999
                           stage inquiry
  09:01                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   09:00  + inquiry -> mql, threshold, score 60
    Thu 2026-03-12 09:00:00.001  + mql -> inquiry, decay, score 29.999

story "a webinar that is heard of late undoes the fall, since the score held all the while"
  Mon 2026-03-02 09:00     created
                           engagement webinar
                           engagement webinar
  Thu 2026-03-12 10:00     engagement webinar occurred="Tue 2026-03-03 09:00"
                           stage mql
                           not row mql -> inquiry
  10:00                    expect
    Mon 2026-03-02 09:00  + -> inquiry, birth
                   09:00  + inquiry -> mql, threshold, score 60
    Thu 2026-03-12 09:00:00.001  + mql -> inquiry, decay, score 29.999
                   10:00  - mql -> inquiry, decay, score 29.999, at 09:00:00.001

story "between leaving and entering nothing changes"
  # 40 points: too few to enter, enough to stay.
  Mon 2026-03-02 09:00     created
                           engagement bigger
                           engagement webinar
                           stage inquiry
                           barred_by score
  09:10                    engagement webinar
                           stage mql
  Thu 2026-03-12 09:10     score 39.992
                           stage mql

story "negative points make an MQL fall at once"
  Mon 2026-03-02 09:00     created
                           engagement workshop
                           stage mql
  09:10                    engagement unsubscribe
                           stage inquiry
                           row mql -> inquiry, decay, at 09:10

story "what loses nothing of what is shown is no fall"
  # 160 points are shown as 100; minus 50 they are 110.
  Mon 2026-03-02 09:00     created
                           engagement workshop
                           engagement workshop
  09:00                    engagement unsubscribe
                           score 100
                           stage mql

story "every rule that matches earns by itself, and what is not said satisfies none"
  # Without a channel even "another channel than paid" is not so.
  Mon 2026-03-02 09:00     created
                           engagement webinar
                           score 30
                           engagement webinar questions=2 channel=paid
                           score 64
                           engagement webinar questions=0 channel=social
                           score 96
