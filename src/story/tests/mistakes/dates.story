story "the wrong weekday"
  Thu 2026-03-06 09:00 created
  09:10 engagment webinar
  08:00 W
  Mon 09:00 stage mlq
story "no such day"
  Fri 2026-02-30 09:00 created
  09:10 engagement webinar occurred=2026-02-28
  09:20 stage mlq
  Fri 2026-03-06 09:00 W
  08:00 W
story "no time of day"
  Fri 2026-03-06 9:00 created
  stage mlq
