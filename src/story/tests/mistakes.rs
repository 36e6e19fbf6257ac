//! What is refused, all at once, and how it is said.

use super::{check, expect, head};

#[test]
fn all_mistakes_of_a_file_are_told_at_once() {
    check(
        r#"
story "all is wrong"
  created seniority=vp
  Thu 2026-03-06 09:00 created
  Fri 2026-03-06 9:00 created
  Friday 09:00 created
  Fri 2026-03-06 09:00 created
  08:00 engagement webinar
  09:10 engagment webinar
  engagement
  engagement webinar twice
  engagement webniar
  acept owner=ann
  accept ownr=ann owner=
  accept owner=ann owner=bob
  reject reason="no budget
  override stage=mlq actor=ann
  override actor=ann
  revoke
  merged
  hold_until until=noon
  accept occurred=2026-04-01
  created traits
  stage mlq
  grade E
  score many
  due time_to_touch 10:00
  due time_to_first_touch
  cycle none
  first mql
  lag routing soon
  not
  row
  barred_by fate
  + -> inquiry
  10:00
  2026-03-29 02:30 W
  Sun 2026-10-25 02:30 W
  02:30+03:00 W
  02:30+01:00 W
  stage mql now
story two
  bounds journal=0
  2026-01-01 09:00 created
  bounds journal=5
story "all is wrong"
"#,
        expect![[r#"
            error: the first line of a story says its date
             --> a.story:3:3
              |
            3 |   created seniority=vp
              |   ^
              hint: write `Fri 2026-03-06 16:30`

            error: 2026-03-06 is no Thu
             --> a.story:4:3
              |
            4 |   Thu 2026-03-06 09:00 created
              |   ^
              hint: it is a Fri

            error: `9:00` is no time
             --> a.story:5:18
              |
            5 |   Fri 2026-03-06 9:00 created
              |                  ^
              hint: a time is `Fri 2026-03-06 16:30`, `Fri 16:30`, `16:30`, `16:30:05.250` or `+2h30min`

            error: `Friday` is no time
             --> a.story:6:3
              |
            6 |   Friday 09:00 created
              |   ^
              hint: write `Fri`

            error: this is before the line above
             --> a.story:8:3
              |
            8 |   08:00 engagement webinar
              |   ^
              hint: lines stand in the order in which things are heard; what was so earlier is told with `occurred=`

            error: `engagment` begins no line of a story
             --> a.story:9:9
              |
            9 |   09:10 engagment webinar
              |         ^
              hint: did you mean `engagement`?

            error: an engagement says its kind
              --> a.story:10:3
               |
            10 |   engagement
               |   ^
              hint: write `engagement form_submitted`

            error: `twice` does not belong here
              --> a.story:11:22
               |
            11 |   engagement webinar twice
               |                      ^
              hint: all else is said as `name=value`; a value with blanks in quotation marks

            warning: no rule of the agreement looks at `webniar`
              --> a.story:12:14
               |
            12 |   engagement webniar
               |              ^
              hint: did you mean `webinar`?

            error: `acept` begins no line of a story
              --> a.story:13:3
               |
            13 |   acept owner=ann
               |   ^
              hint: did you mean `accept`?

            error: `accept` has no `ownr`
              --> a.story:14:10
               |
            14 |   accept ownr=ann owner=
               |          ^
              hint: did you mean `owner`?

            error: a value is missing
              --> a.story:14:25
               |
            14 |   accept ownr=ann owner=
               |                         ^

            error: `owner` is said twice
              --> a.story:15:20
               |
            15 |   accept owner=ann owner=bob
               |                    ^

            error: the quotation mark is not closed on this line
              --> a.story:16:10
               |
            16 |   reject reason="no budget
               |          ^
              hint: a text stands between two quotation marks: `reason="no budget"`

            error: the agreement has no stage `mlq`
              --> a.story:17:18
               |
            17 |   override stage=mlq actor=ann
               |                  ^
              hint: did you mean `mql`?

            error: an override names the stage
              --> a.story:18:3
               |
            18 |   override actor=ann
               |   ^
              hint: write `override stage=sql actor=ann`

            error: a revoke names what it takes back
              --> a.story:19:3
               |
            19 |   revoke
               |   ^
              hint: give the disposition an `id=x` and write `revoke target=x`

            error: a merge names the lead that goes on
              --> a.story:20:3
               |
            20 |   merged
               |   ^
              hint: write `merged into=lead-7`

            error: `noon` is no time
              --> a.story:21:20
               |
            21 |   hold_until until=noon
               |                    ^
              hint: a time is `Fri 2026-03-06 16:30`, `Fri 16:30`, `16:30`, `16:30:05.250` or `+2h30min`

            error: an event is heard of after it has happened, or five minutes before at most
              --> a.story:22:19
               |
            22 |   accept occurred=2026-04-01
               |                   ^
              hint: the line's own time is when it is heard of, `occurred=` when it happened

            error: `traits` says nothing of the lead
              --> a.story:23:11
               |
            23 |   created traits
               |           ^
              hint: what is known is `name=value`; `-name` says that it is known no more

            error: there is no stage `mlq`
              --> a.story:24:9
               |
            24 |   stage mlq
               |         ^
              hint: did you mean `mql`?

            error: there is no grade `E`
              --> a.story:25:9
               |
            25 |   grade E
               |         ^
              hint: possible here: A, B, C, D, unknown

            error: points are written as a plain number, such as 12 or 0.5
              --> a.story:26:9
               |
            26 |   score many
               |         ^

            error: there is no clock `time_to_touch`
              --> a.story:27:7
               |
            27 |   due time_to_touch 10:00
               |       ^
              hint: did you mean `time_to_first_touch`?

            error: a time is missing
              --> a.story:28:3
               |
            28 |   due time_to_first_touch
               |   ^
              hint: a time is `Fri 2026-03-06 16:30`, `Fri 16:30`, `16:30`, `16:30:05.250` or `+2h30min`

            error: `none` is no number of a cycle
              --> a.story:29:9
               |
            29 |   cycle none
               |         ^
              hint: cycles are counted from 1

            error: a time is missing
              --> a.story:30:3
               |
            30 |   first mql
               |   ^
              hint: a time is `Fri 2026-03-06 16:30`, `Fri 16:30`, `16:30`, `16:30:05.250` or `+2h30min`

            error: a span of time is a whole number and a unit
              --> a.story:31:15
               |
            31 |   lag routing soon
               |               ^

            error: what must not be so?
              --> a.story:32:3
               |
            32 |   not
               |   ^
              hint: write `not stage mql` or `not row violated time_to_first_touch`

            error: which row is meant?
              --> a.story:33:3
               |
            33 |   row
               |   ^
              hint: write some of its parts: `row inquiry -> mql, threshold`

            error: there is no bar `fate`
              --> a.story:34:13
               |
            34 |   barred_by fate
               |             ^
              hint: possible here: stage, threshold, score, grade, veto, cool_down, override

            error: `+` begins a line below `expect`, and there is none above
              --> a.story:35:3
               |
            35 |   + -> inquiry
               |   ^
              hint: write `expect` above the lines that tell what must have been said

            error: what is so at that time?
              --> a.story:36:3
               |
            36 |   10:00
               |   ^
              hint: a line says what happens, or what must be so; `W` only lets time pass

            error: 02:30 does not exist on 2026-03-29 in Europe/Berlin: the clocks go forward
              --> a.story:37:3
               |
            37 |   2026-03-29 02:30 W
               |   ^
              hint: take a time before or after the gap

            error: 02:30 comes twice on 2026-10-25 in Europe/Berlin: the clocks go back
              --> a.story:38:3
               |
            38 |   Sun 2026-10-25 02:30 W
               |   ^
              hint: say which one: 02:30+02:00 or +01:00

            error: Europe/Berlin does not have that offset on 2026-03-06 at 02:30
              --> a.story:39:3
               |
            39 |   02:30+03:00 W
               |   ^
              hint: it is +01:00

            error: this is before the line above
              --> a.story:40:3
               |
            40 |   02:30+01:00 W
               |   ^
              hint: lines stand in the order in which things are heard; what was so earlier is told with `occurred=`

            error: `now` does not belong here
              --> a.story:41:13
               |
            41 |   stage mql now
               |             ^

            error: a story has a name in quotation marks
              --> a.story:42:1
               |
            42 | story two
               | ^
              hint: write `story "Friday afternoon"`

            error: this is no bound
              --> a.story:43:10
               |
            43 |   bounds journal=0
               |          ^
              hint: write `bounds journal=5 horizon=30min segment=2`

            error: bounds stand right below the name of a story
              --> a.story:45:3
               |
            45 |   bounds journal=5
               |   ^

            error: line 2 has a story of that name
              --> a.story:46:1
               |
            46 | story "all is wrong"
               | ^
        "#]],
    );
}

#[test]
fn what_stands_before_the_first_story_is_read_first() {
    let read = head(
        "a.story",
        "agreement = \"agreement.toml\" # beside it\n\nzone=\"Asia/Tokyo\"\ndelay = \"2 min\"\nstory \"x\"\n",
    );
    assert_eq!(read.unwrap().agreement.as_deref(), Some("agreement.toml"));
    check(
        "agrement = \"a\"\nzone = \"Mars\"\nzone = Berlin\ndelay = \"2 parsecs\"\nagreement = \"\"\n",
        expect![[r#"
            error: `agrement` is not said before the first story
             --> a.story:1:1
              |
            1 | agrement = "a"
              | ^
              hint: did you mean `agreement`?

            error: there is no time zone "Mars"
             --> a.story:2:8
              |
            2 | zone = "Mars"
              |        ^
              hint: a zone of the IANA database, such as `Europe/Berlin`

            error: `zone` is said twice
             --> a.story:3:1
              |
            3 | zone = Berlin
              | ^

            error: `zone` is a text in quotation marks
             --> a.story:3:1
              |
            3 | zone = Berlin
              | ^
              hint: write `zone = "Europe/Berlin"`

            error: this is no unit of time
             --> a.story:4:9
              |
            4 | delay = "2 parsecs"
              |         ^

            error: `agreement` is a text in quotation marks
             --> a.story:5:1
              |
            5 | agreement = ""
              | ^
              hint: write `agreement = "agreement.toml"`
        "#]],
    );
    check(
        "# nothing\n",
        expect![[r#"
        error: there is no story in this file
         --> a.story:1:1
          |
        1 | # nothing
          | ^
          hint: a story begins with `story "what it is about"`
    "#]],
    );
    check(
        "story \"cannot fail\"\n 2026-03-06 09:00 created\n",
        expect![[r#"
            error: this story expects nothing, so it can never fail
             --> a.story:1:1
              |
            1 | story "cannot fail"
              | ^
              hint: end it with `expect`, or with a check such as `stage mql`
        "#]],
    );
}
