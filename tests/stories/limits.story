# How often a rule may earn (S6, S7, S12). Days, weeks, months and quarters are those of Berlin; "24 h" is not a day.

agreement = "limits.toml"

story "points once per day, across midnight"
  Fri 2026-03-06 00:00         created
                               engagement visit
  23:59:59.999                 engagement visit
                               score 10
  Sat 2026-03-07 00:00         engagement visit
                               score 20
  23:00                        engagement visit
                               score 20

story "points once per day, on a day of 23 hours"
  # The clocks go forward on Sunday: midnight in Berlin is 23:00 of universal time before, 22:00 after.
  Sun 2026-03-29 00:00         created
                               engagement visit
  23:59:59.999                 engagement visit
                               score 10
  Mon 2026-03-30 00:00         engagement visit
                               score 20

story "points once per day, on a day of 25 hours"
  Sun 2026-10-25 00:30         created
                               engagement visit
  02:30+02:00                  engagement visit
  02:30+01:00                  engagement visit
  23:59                        engagement visit
                               score 10
  Mon 2026-10-26 00:00         engagement visit
                               score 20

story "24 hours are not a day: it earns again after exactly so long"
  Fri 2026-03-06 18:00         created
                               engagement call
  Sat 17:59:59.999             engagement call
                               score 10
  Sat 18:00                    engagement call
                               score 20

story "24 hours over a change of the clocks are 24 hours"
  Sat 2026-03-28 18:00         created
                               engagement call
  Sun 18:59:59.999             engagement call
                               score 10
  Sun 19:00                    engagement call
                               score 20

story "what earned nothing takes no place in a limit"
  # The second call is refused; the third comes 24 hours after the first, and earns, whatever the second was.
  Fri 2026-03-06 09:00         created
                               engagement call
  20:00                        engagement call
                               score 10
  Sat 09:00                    engagement call
                               score 20

story "twice a week, and a week begins on Monday"
  Mon 2026-03-02 00:00         created
                               engagement newsletter
  Wed 12:00                    engagement newsletter
  Sun 23:59:59.999             engagement newsletter
                               score 20
  Mon 2026-03-09 00:00         engagement newsletter
                               score 30

story "once a month, once a quarter"
  Tue 2026-03-31 23:59         created
                               engagement survey
                               engagement review
                               score 20
  23:59:59.999                 engagement survey
                               engagement review
                               score 20
  Wed 2026-04-01 00:00         engagement survey
                               engagement review
                               score 40
  Fri 2026-05-01 00:00         engagement survey
                               engagement review
                               score 50

story "each page by itself, and what has no page has one place"
  Fri 2026-03-06 09:00         created
                               engagement page_view asset=/pricing
                               engagement page_view asset=/docs
                               engagement page_view asset=/pricing
                               score 20
  10:00                        engagement page_view
                               engagement page_view
                               score 30

story "once in a cycle: a recycle and a new cycle begin anew"
  Fri 2026-03-06 09:00         created
                               engagement trial
                               engagement trial
                               score 10
  09:10                        engagement call_me
  09:20                        engagement trial
                               score 10
  09:30                        recycle
  09:40                        engagement trial
                               engagement trial
                               score 20
  09:50                        engagement call_me
                               cycle 2
  10:00                        engagement trial
                               engagement trial
                               score 30

story "once in a life"
  Fri 2026-03-06 09:00         created
                               engagement profile
  Sat 2027-03-06 09:00         engagement profile
                               score 10

story "the third visit is counted exactly"
  # The third within two weeks earns, the fourth does not. Two weeks after the first visit three are left, so the fifth is not it either.
  Mon 2026-03-02 09:00         created
                               engagement pricing
  Tue 09:00                    engagement pricing
                               score 0
  Wed 09:00                    engagement pricing
                               score 25
  Thu 09:00                    engagement pricing
                               score 25
  Mon 2026-03-16 09:00         engagement pricing
                               score 25
  # By Thursday the visits of the first week are gone, but for one in the same minute two weeks ago, which no more counts. Two are left.
  Thu 2026-03-19 09:00         engagement pricing
                               score 25
  Fri 09:00                    engagement pricing
                               score 50

story "a visit exactly two weeks ago counts no more"
  Mon 2026-03-02 09:00         created
                               engagement pricing
  Tue 09:00                    engagement pricing
  Mon 2026-03-16 09:00         engagement pricing
                               score 0

story "a visit that is heard of late makes another one the third"
  Mon 2026-03-02 09:00         created
                               engagement pricing
  Wed 09:00                    engagement pricing
  Thu 09:00                    engagement pricing
                               score 25
  Fri 09:00                    engagement pricing occurred="Tue 09:00"
                               score 25

story "a count and a limit together: the second demo within an hour, once a week"
  Mon 2026-03-02 09:00         created
                               engagement demo
  09:30                        engagement demo
                               score 40
  # At 10:29 the two demos within the hour are those of 9:30 and 10:29. But the week has had its points.
  10:29                        engagement demo
                               score 40
  Mon 2026-03-09 09:00         engagement demo
  09:59                        engagement demo
                               score 80

story "a limit by page remembers sixty-four of them; a sixty-fifth on that day earns nothing"
  Fri 2026-03-06 09:00         created
                               engagement page_view asset=/1
                               engagement page_view asset=/2
                               engagement page_view asset=/3
                               engagement page_view asset=/4
                               engagement page_view asset=/5
                               engagement page_view asset=/6
                               engagement page_view asset=/7
                               engagement page_view asset=/8
                               engagement page_view asset=/9
                               engagement page_view asset=/10
                               engagement page_view asset=/11
                               engagement page_view asset=/12
                               engagement page_view asset=/13
                               engagement page_view asset=/14
                               engagement page_view asset=/15
                               engagement page_view asset=/16
                               engagement page_view asset=/17
                               engagement page_view asset=/18
                               engagement page_view asset=/19
                               engagement page_view asset=/20
                               engagement page_view asset=/21
                               engagement page_view asset=/22
                               engagement page_view asset=/23
                               engagement page_view asset=/24
                               engagement page_view asset=/25
                               engagement page_view asset=/26
                               engagement page_view asset=/27
                               engagement page_view asset=/28
                               engagement page_view asset=/29
                               engagement page_view asset=/30
                               engagement page_view asset=/31
                               engagement page_view asset=/32
                               engagement page_view asset=/33
                               engagement page_view asset=/34
                               engagement page_view asset=/35
                               engagement page_view asset=/36
                               engagement page_view asset=/37
                               engagement page_view asset=/38
                               engagement page_view asset=/39
                               engagement page_view asset=/40
                               engagement page_view asset=/41
                               engagement page_view asset=/42
                               engagement page_view asset=/43
                               engagement page_view asset=/44
                               engagement page_view asset=/45
                               engagement page_view asset=/46
                               engagement page_view asset=/47
                               engagement page_view asset=/48
                               engagement page_view asset=/49
                               engagement page_view asset=/50
                               engagement page_view asset=/51
                               engagement page_view asset=/52
                               engagement page_view asset=/53
                               engagement page_view asset=/54
                               engagement page_view asset=/55
                               engagement page_view asset=/56
                               engagement page_view asset=/57
                               engagement page_view asset=/58
                               engagement page_view asset=/59
                               engagement page_view asset=/60
                               engagement page_view asset=/61
                               engagement page_view asset=/62
                               engagement page_view asset=/63
                               engagement page_view asset=/64
                               score 640
  10:00                        engagement page_view asset=/one-too-many
                               score 640
  Sat 2026-03-07 00:00         engagement page_view asset=/one-too-many
                               score 650
