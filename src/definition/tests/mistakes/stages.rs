//! Mistakes in stages, moves and reasons.

use expect_test::{expect, expect_file};

use super::super::{in_short, told};

#[test]
fn a_path_has_a_beginning_an_mql_and_an_end() {
    expect![[r#"
        [graph]
          path = ['mql', 'inquiry', 'customer']
            2:8 error[bad_graph]: the path begins with `inquiry`, where every lead is born
                hint: the default path: inquiry, mql, sal, sql, opportunity, customer
        [graph]
          path = ['inquiry', 'sal', 'customer']
            2:8 error[bad_graph]: the path needs `mql`, where points and hand-raises lead
                hint: the default path: inquiry, mql, sal, sql, opportunity, customer
        [graph]
          path = ['inquiry', 'mql']
            2:8 error[bad_graph]: the path ends with the stage of leads that were won, and that is not `mql`
                hint: the default path: inquiry, mql, sal, sql, opportunity, customer
        [graph]
          path = ['inquiry', 'mql', 'mql', 'customer']
            2:27 error[name_taken]: `mql` is on the path already
        [graph]
          path = ['inquiry', 'mql', 'recycled', 'customer']
            2:27 error[bad_graph]: `recycled` stands beside the path
                hint: leave it out: leads come there all the same
        [graph]
          path = ['inquiry', 'mql', 'In Talks', 'customer']
            2:27 error[bad_name]: the name of a stage is made of small letters, digits and `_`, at most 64
                hint: it begins with a letter
        [graph]
          path = []
            2:8 error[out_of_bounds]: a list here has 1 to 32 entries
        [graph]
          path = 'inquiry'
            2:8 error[wrong_type]: this must be a list, and is text
                hint: put it in brackets: `[…]`
        [graph]
          path = ['inquiry', 'mql', 3]
            2:27 error[wrong_type]: this must be text, and is a whole number
                hint: put it in quotation marks
        [graph]
          route = ['inquiry']
            2:1 error[unknown_key]: unknown key `route` in [graph]
                hint: possible here: path, qualify_from, hand_raise_from, moves
    "#]].assert_eq(&in_short(&[
        "[graph]\npath = ['mql', 'inquiry', 'customer']",
        "[graph]\npath = ['inquiry', 'sal', 'customer']",
        "[graph]\npath = ['inquiry', 'mql']",
        "[graph]\npath = ['inquiry', 'mql', 'mql', 'customer']",
        "[graph]\npath = ['inquiry', 'mql', 'recycled', 'customer']",
        "[graph]\npath = ['inquiry', 'mql', 'In Talks', 'customer']",
        "[graph]\npath = []",
        "[graph]\npath = 'inquiry'",
        "[graph]\npath = ['inquiry', 'mql', 3]",
        "[graph]\nroute = ['inquiry']",
    ]));
}

#[test]
fn moves_lead_from_stages_that_are_there_to_others() {
    let path = "[graph]\npath = ['inquiry', 'mql', 'sal', 'won']\n";
    let pieces = [
        "[graph.moves.accept]\nfrom = ['mql', 'sql']\nto = 'sal'",
        "[graph.moves.accept]\nfrom = ['mlq']\nto = 'sal'",
        "[graph.moves.accept]\nfrom = ['mql', 'sal', 'mql']\nto = 'sal'",
        "[graph.moves.accept]\nfrom = ['ineligible', 'erased']\nto = 'merged'",
        "[graph.moves.accept]\nform = ['mql']",
        "[graph.moves.assign]\nfrom = ['mql']\nto = 'sal'",
        "[graph.moves.acept]\nfrom = ['mql']\nto = 'sal'",
        "[graph]\nqualify_from = ['sal', 'ineligible', 'merged', 'lost']",
        "[graph]\nhand_raise_from = ['mql', 'nowhere']",
    ];
    let pieces: Vec<_> = pieces.iter().map(|piece| format!("{piece}\n")).collect();
    let with_path: Vec<_> = pieces
        .iter()
        .map(|piece| match piece.strip_prefix("[graph]\n") {
            Some(rest) => format!("{path}{rest}"),
            None => format!("{path}{piece}"),
        })
        .collect();
    let with_path: Vec<_> = with_path.iter().map(String::as_str).collect();
    expect_file!["../transcripts/moves.txt"]
        .assert_eq(&in_short(&with_path).replace(&path.replace('\n', "\n  "), ""));
}

#[test]
fn stages_say_where_they_stand_and_nothing_that_belongs_elsewhere() {
    expect_file!["../transcripts/stages.txt"].assert_eq(&in_short(&[
        "[stages.nurture]\nlabel = 'Nurture'",
        "[stages.nurture]\npath = 'success'",
        "[stages.sal]\npath = 'detour'",
        "[stages.lost]\npath = 'success'",
        "[stages.Nurture]\npath = 'detour'",
        "[stages.lost]\nrejoins = 'recycled'",
        "[stages.sal]\nrejoins = 'inquiry'",
        "[stages.erased]\nrejoins = 'inquiry'",
        "[stages.sal]\ncool_down = '1 d'",
        "[stages.sal]\ntype = 'gates'\nowner = 'support'\nlabel = ''\ncalendar = 'office'",
        "[stages.sal]\ntype = 'gate'\ntimeout = { after = '1 d', to = 'inquiry' }",
        "[stages.customer]\ntype = 'gate'",
        "[stages.mql]\ntype = 'gate'",
        "[stages.ineligible]\nveto_from = ['erased', 'mql']\n[[vetoes]]\nname = 'v'\nwhen = 'kind == \"x\"'",
        "[stages.recycled]\non_entry = { score = 'reduce' }",
        "[stages.recycled]\non_entry = { score = { reduce = '100 %' } }",
        "[stages.recycled]\non_entry = { score = { reduce = 50 } }",
        "[stages.recycled]\non_entry = { score = 'halve' }\ncool_down = 14",
        "[stages]\nsal = 5",
    ]));
}

#[test]
fn timeouts_never_lead_up_nor_in_a_circle() {
    expect_file!["../transcripts/timeouts.txt"].assert_eq(&in_short(&[
        "[stages.recycled]\ntimeout = { after = '180 days', to = 'mql' }",
        "[stages.inquiry]\ntimeout = { after = '30 s', to = 'disqualified' }",
        "[stages.mql]\ntimeout = { after = '1 d', to = 'mql' }",
        "[stages.mql]\ntimeout = { after = '1 d', to = 'erased' }",
        "[stages.ineligible]\ntimeout = { after = '1 d', to = 'inquiry' }",
        "[stages.customer]\ntimeout = { after = '1 d', to = 'inquiry' }",
        "[stages.mql]\ntimeout = { after = '1 d' }",
        "[stages.inquiry]\ntimeout = { after = '90 days', to = 'recycled' }\n[stages.recycled]\ntimeout = { after = '90 days', to = 'inquiry' }",
        // Through a gate that leads on up the path.
        "[graph]\npath = ['inquiry', 'g', 'mql', 'sal', 'customer']\n[stages.g]\ntype = 'gate'\n[stages.mql]\ntimeout = { after = '1 d', to = 'g' }",
        // A stage beside the path stands where it rejoins it.
        "[stages.lost]\nrejoins = 'sql'\n[stages.mql]\ntimeout = { after = '1 d', to = 'lost' }",
    ]));
}

#[test]
fn no_more_stages_than_every_task_can_count() {
    let names: Vec<_> = (0..20).map(|number| format!("'s{number}'")).collect();
    let path = format!("[graph]\npath = ['inquiry', 'mql', {}]\n", names.join(", "));
    let told = told(&path);
    expect![[r#"
        error: at most 32 stages are possible
         --> a.toml:5:150
          |
        5 | 0', 's11', 's12', 's13', 's14', 's15', 's16', 's17', 's18', 's19']
          |                                                             ^
          hint: the thirteen default ones and those of all versions count"#]]
    .assert_eq(&told.lines().take(6).collect::<Vec<_>>().join("\n"));
}

#[test]
fn reasons_have_their_mistakes() {
    expect![[r#"
        [reasons.reject]
            1:1 error[missing_key]: [reasons.reject] needs `codes`
        [reasons.reject]
          required = 'yes'
          codes = ['a']
            2:12 error[wrong_type]: this must be true or false, and is text
                hint: write it without quotation marks
        [reasons.reject]
          codes = ['a']
          groups = { g = ['a', 'b'], '' = ['c'], h = [] }
            3:17 error[name_taken]: the code `a` is there already
            3:28 error[bad_name]: this must be one line of text, 1 to 100 bytes long
            3:44 error[out_of_bounds]: a list has 1 to 200 codes of up to 100 bytes
        [reasons.reject]
          sub_reasons = ['a']
          codes = 'a'
            2:1 error[unknown_key]: unknown key `sub_reasons` in [reasons.reject]
                hint: possible here: required, codes, groups
            3:9 error[wrong_type]: this must be a list, and is text
                hint: put it in brackets: `[…]`
    "#]]
    .assert_eq(&in_short(&[
        "[reasons.reject]",
        "[reasons.reject]\nrequired = 'yes'\ncodes = ['a']",
        "[reasons.reject]\ncodes = ['a']\ngroups = { g = ['a', 'b'], '' = ['c'], h = [] }",
        "[reasons.reject]\nsub_reasons = ['a']\ncodes = 'a'",
    ]));
}
