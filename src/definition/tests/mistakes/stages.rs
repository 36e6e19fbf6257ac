//! Mistakes in stages, moves and reasons.

use expect_test::expect;

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
    expect![[r#"
        [graph.moves.accept]
          from = ['mql', 'sql']
          to = 'sal'
            4:16 error[unknown_name]: this version does not use the stage `sql`
                hint: put it on `path` of `[graph]`, or describe it with `path = "detour"`
        [graph.moves.accept]
          from = ['mlq']
          to = 'sal'
            4:9 error[unknown_name]: there is no stage `mlq`
                hint: did you mean `mql`?
        [graph.moves.accept]
          from = ['mql', 'sal', 'mql']
          to = 'sal'
            4:16 error[bad_graph]: a move from `sal` to itself is none
                hint: take it out of `from`
            4:23 error[name_taken]: `mql` is there twice
        [graph.moves.accept]
          from = ['ineligible', 'erased']
          to = 'merged'
            4:9 error[bad_graph]: `ineligible` is left by an override only
                hint: take it out of `from`
            4:23 error[bad_graph]: nothing leaves `erased`
                hint: take it out of `from`
            5:6 error[bad_graph]: no disposition leads to `merged`
                hint: leads are merged and erased by records of the `lead-created` topic
        [graph.moves.accept]
          form = ['mql']
            3:1 error[missing_key]: [graph.moves.accept] needs `from`
            3:1 error[missing_key]: [graph.moves.accept] needs `to`
            4:1 error[unknown_key]: unknown key `form` in [graph.moves.accept]
                hint: did you mean `from`?
        [graph.moves.assign]
          from = ['mql']
          to = 'sal'
            3:14 error[unknown_name]: `assign` moves no lead by the graph
                hint: possible here: accept, reject, qualify, disqualify, recycle, open_opportunity, win, lose
        [graph.moves.acept]
          from = ['mql']
          to = 'sal'
            3:14 error[unknown_name]: there is no disposition `acept`
                hint: did you mean `accept`?
        qualify_from = ['sal', 'ineligible', 'merged', 'lost']
            3:17 error[bad_graph]: `sal` does not stand below `mql`
                hint: take it out of the list
            3:24 error[bad_graph]: `ineligible` is left by an override only
                hint: take it out of the list
            3:38 error[bad_graph]: nothing leaves `merged`
                hint: take it out of the list
        hand_raise_from = ['mql', 'nowhere']
            3:20 error[bad_graph]: `mql` does not stand below `mql`
                hint: take it out of the list
            3:27 error[unknown_name]: there is no stage `nowhere`
                hint: possible here: inquiry, mql, sal, recycled, rejected, disqualified, ineligible, lost, merged, erased, won
    "#]].assert_eq(&in_short(&with_path).replace(&path.replace('\n', "\n  "), ""));
}

#[test]
fn stages_say_where_they_stand_and_nothing_that_belongs_elsewhere() {
    expect![[r#"
        [stages.nurture]
          label = 'Nurture'
            1:9 error[unknown_name]: there is no stage `nurture`
                hint: a new stage is on `path` of `[graph]`, or says `path = "detour"`
        [stages.nurture]
          path = 'success'
            1:9 error[unknown_name]: there is no stage `nurture`
                hint: put it into `path` of `[graph]` where it belongs
        [stages.sal]
          path = 'detour'
            2:8 error[contradiction]: `sal` stands on the path
                hint: leave `path` out, or take the stage out of `[graph] path`
        [stages.lost]
          path = 'success'
            2:8 error[contradiction]: `lost` stands beside the path
                hint: put it into `path` of `[graph]` where it belongs
        [stages.Nurture]
          path = 'detour'
            1:9 error[bad_name]: the name of a stage is made of small letters, digits and `_`, at most 64
                hint: it begins with a letter
        [stages.lost]
          rejoins = 'recycled'
            2:11 error[bad_graph]: `recycled` is not on the path
                hint: possible here: inquiry, mql, sal, sql, opportunity, customer
        [stages.sal]
          rejoins = 'inquiry'
            2:11 error[bad_graph]: `sal` rejoins nothing
                hint: `rejoins` is for stages beside the path from which a lead may come back
        [stages.erased]
          rejoins = 'inquiry'
            2:11 error[bad_graph]: `erased` rejoins nothing
                hint: `rejoins` is for stages beside the path from which a lead may come back
        [stages.sal]
          cool_down = '1 d'
            2:1 error[unknown_key]: unknown key `cool_down` in [stages.sal]
                hint: `cool_down` belongs to [stages.recycled]
        [stages.sal]
          type = 'gates'
          owner = 'support'
          label = ''
          calendar = 'office'
            2:8 error[unknown_word]: `gates` is no `type`
                hint: did you mean `gate`?
            3:9 error[unknown_word]: `support` is no `owner`
                hint: possible here: marketing, sales
            4:9 error[bad_name]: this must be one line of text, 1 to 100 bytes long
            5:12 error[unknown_name]: there is no calendar `office`
                hint: this agreement names no calendar
        [stages.sal]
          type = 'gate'
          timeout = { after = '1 d', to = 'inquiry' }
            3:11 error[contradiction]: a gate has no `timeout`: it is passed in the same instant
                hint: leave it out, or make the stage `inventory` or `sla`
        [stages.customer]
          type = 'gate'
            2:8 error[bad_graph]: `customer` cannot be a gate: leads stay there
                hint: a gate is passed in the same instant: make it `inventory` or `sla`
        [stages.mql]
          type = 'gate'
            2:8 error[bad_graph]: `mql` cannot be a gate: leads stay there
                hint: a gate is passed in the same instant: make it `inventory` or `sla`
        [stages.ineligible]
          veto_from = ['erased', 'mql']
          [[vetoes]]
          name = 'v'
          when = 'kind == "x"'
            2:14 error[bad_graph]: no veto acts in `erased`
                hint: take it out of the list
        [stages.recycled]
          on_entry = { score = 'reduce' }
            2:22 error[bad_value]: by how much the score is reduced is not said
                hint: write `score = { reduce = "50 %" }`
        [stages.recycled]
          on_entry = { score = { reduce = '100 %' } }
            2:33 error[bad_value]: a share here is a whole number from 1 % to 99 %
                hint: write it as "75 %", in quotation marks
        [stages.recycled]
          on_entry = { score = { reduce = 50 } }
            2:33 error[wrong_type]: this must be a share, and is a whole number
                hint: write it as "75 %", in quotation marks
        [stages.recycled]
          on_entry = { score = 'halve' }
          cool_down = 14
            2:22 error[unknown_word]: `halve` is no `score`
                hint: possible here: reset, keep
            3:13 error[wrong_type]: this must be a span of time, and is a whole number
                hint: write it as "30 min", "8 h", "14 days" or "2 h 30 min"
        [stages]
          sal = 5
            2:7 error[wrong_type]: this must be a table, and is a whole number
                hint: write `key = value` under a heading in brackets, or in braces
    "#]].assert_eq(&in_short(&[
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
    expect![[r#"
        [stages.recycled]
          timeout = { after = '180 days', to = 'mql' }
            2:38 error[bad_timeout]: `mql` stands higher than `recycled`
                hint: nothing qualifies by silence: a timeout leads down the path or beside it
        [stages.inquiry]
          timeout = { after = '30 s', to = 'disqualified' }
            2:21 error[bad_value]: a timeout is at least 1 min
        [stages.mql]
          timeout = { after = '1 d', to = 'mql' }
            2:33 error[bad_timeout]: this timeout leads from `mql` to itself
                hint: a timeout leads elsewhere
        [stages.mql]
          timeout = { after = '1 d', to = 'erased' }
            2:33 error[bad_timeout]: no timeout leads to `erased`
                hint: leads are merged and erased by records of the `lead-created` topic
        [stages.ineligible]
          timeout = { after = '1 d', to = 'inquiry' }
            2:33 error[bad_timeout]: `ineligible` is not left by a timeout
                hint: leave the timeout out
        [stages.customer]
          timeout = { after = '1 d', to = 'inquiry' }
            2:33 error[bad_timeout]: `customer` is not left by a timeout
                hint: leave the timeout out
        [stages.mql]
          timeout = { after = '1 d' }
            2:11 error[missing_key]: `timeout` needs `to`
        [stages.inquiry]
          timeout = { after = '90 days', to = 'recycled' }
          [stages.recycled]
          timeout = { after = '90 days', to = 'inquiry' }
            2:37 error[bad_timeout]: timeouts lead from `inquiry` in a circle
                hint: a lead that nobody touches must come to rest: leave one of them out
            4:37 error[bad_timeout]: timeouts lead from `recycled` in a circle
                hint: a lead that nobody touches must come to rest: leave one of them out
        [graph]
          path = ['inquiry', 'g', 'mql', 'sal', 'customer']
          [stages.g]
          type = 'gate'
          [stages.mql]
          timeout = { after = '1 d', to = 'g' }
            6:33 error[bad_timeout]: this timeout leads from `mql` to itself
                hint: a timeout leads elsewhere
        [stages.lost]
          rejoins = 'sql'
          [stages.mql]
          timeout = { after = '1 d', to = 'lost' }
            4:33 error[bad_timeout]: `lost` stands higher than `mql`
                hint: nothing qualifies by silence: a timeout leads down the path or beside it
    "#]].assert_eq(&in_short(&[
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
