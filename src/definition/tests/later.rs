//! What is settled in form and not applied yet: refused by name, never silently ignored.

use expect_test::expect;

use super::told;

/// Something of everything that later releases bring.
const SKETCH: &str = "[fit]
grades = { A = 80, B = 60, C = 40, D = 0 }
[[fit.vetoes]]
name = \"competitor\"
[score]
cap = 200
floor = 0
[score.groups.email]
cap = 30
[[score.rules]]
name = \"third visit\"
when = 'kind == \"page_view\"'
points = 12
limit = { max = 1, per = \"day\", by = \"asset\" }
count = { nth = 3, within = \"14 days\" }
group = \"email\"
[stages.recycled]
cool_down = \"14 days\"
on_entry = { score = \"reduce\" }
timeout = { after = \"180 days\", to = \"inquiry\" }
rejoins = \"mql\"
[clocks.c]
promised_by = \"sales\"
run_while = 'stage == \"mql\"'
met_when = 'contacted'
pause_while = 'on_hold'
on_reassign = \"restart\"
tiers = [\"+4h\"]
targets = [{ when = 'grade == \"A\"', within = \"2 h\", calendar = \"emea\" }, { within = \"8 h\" }]
[promises.volume]
per = \"month\"
[calendars.emea]
zone = \"Europe/Berlin\"
[money]
probability = { mql = \"5 %\" }
";

#[test]
fn what_a_later_release_brings_is_refused_by_name() {
    let told = told(SKETCH);
    let sentences: Vec<_> = told
        .lines()
        .filter(|line| line.starts_with("error") || line.contains("-->"))
        .collect();
    expect![[r#"
        error: `vetoes` in [fit] is not supported by this release yet
         --> a.toml:6:7
        error: `cap` in [score] is not supported by this release yet
         --> a.toml:9:1
        error: `floor` in [score] is not supported by this release yet
          --> a.toml:10:1
        error: `groups` in [score] is not supported by this release yet
          --> a.toml:11:8
        error: `limit` in [[score.rules]] is not supported by this release yet
          --> a.toml:17:1
        error: `count` in [[score.rules]] is not supported by this release yet
          --> a.toml:18:1
        error: `group` in [[score.rules]] is not supported by this release yet
          --> a.toml:19:1
        error: `cool_down` in [stages.recycled] is not supported by this release yet
          --> a.toml:21:1
        error: a reduced score is not supported by this release yet
          --> a.toml:22:22
        error: `timeout` in [stages.recycled] is not supported by this release yet
          --> a.toml:23:1
        error: `rejoins` other than `inquiry` is not supported by this release yet
          --> a.toml:24:11
        error: `pause_while` in [clocks.c] is not supported by this release yet
          --> a.toml:29:1
        error: `on_reassign = "restart"` is not supported by this release yet
          --> a.toml:30:15
        error: `tiers` in [clocks.c] is not supported by this release yet
          --> a.toml:31:1
        error: more than one target is not supported by this release yet
          --> a.toml:32:11
        error: `when` in a target is not supported by this release yet
          --> a.toml:32:14
        error: `calendar` in a target is not supported by this release yet
          --> a.toml:32:53
        error: `promises` in an agreement is not supported by this release yet
          --> a.toml:33:2
        error: `calendars` in an agreement is not supported by this release yet
          --> a.toml:35:2
        error: `money` in an agreement is not supported by this release yet
          --> a.toml:37:2"#]]
    .assert_eq(&sentences.join("\n"));
}
