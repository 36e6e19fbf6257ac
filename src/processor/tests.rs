//! Stories of one task: how far time has come, who may be accused, what waits, what is refused, and what hostile bytes do.

mod agreement;

mod desk;

mod watermark;

mod breaker;

mod settling;

mod timers;

mod notices;

mod refusals;

mod silence;

mod ended;

mod seeding;

mod touches;

mod views;

mod hostile;
