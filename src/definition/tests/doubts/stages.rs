//! Stages that nothing leads to or out of.

use expect_test::expect;

use super::super::in_short;

#[test]
fn stages_that_nothing_leads_to_or_out_of_are_told() {
    let engaged = "[graph]\npath = ['inquiry', 'mql', 'talks', 'sal', 'customer']\n";
    let piece = |more: &str| format!("{engaged}{more}");
    let pieces = [
        piece(""),
        piece("[graph.moves.qualify]\nfrom = ['mql']\nto = 'talks'\n[graph.moves.accept]\nfrom = ['talks']\nto = 'sal'"),
        piece("[stages.talks]\ntype = 'gate'"),
        "[graph]\npath = ['inquiry', 'mql', 'won']\n[reasons.accept]\ncodes = ['x']\n[reasons.lose]\ncodes = ['y']".to_owned(),
        "[stages.archive]\npath = 'detour'".to_owned(),
        "[stages.ineligible]\nveto_from = ['mql']".to_owned(),
        "[stages.sal]\ntype = 'sla'".to_owned(),
        "[graph.moves.lose]\nfrom = ['sql']\nto = 'disqualified'\n[stages.lost]\nlabel = 'Lost'".to_owned(),
    ];
    let pieces: Vec<_> = pieces.iter().map(String::as_str).collect();
    expect![[r#"
        [graph]
          path = ['inquiry', 'mql', 'talks', 'sal', 'customer']
            2:27 warning[unreachable_stage]: leads only pass through `talks`: no move ends there
                hint: add `[graph.moves.OUTCOME]` with this stage in `to`, or make it a gate
            2:27 warning[dead_end]: nothing leads out of `talks` but an override
                hint: add the stage to `from` of `[graph.moves.OUTCOME]`
        [graph]
          path = ['inquiry', 'mql', 'talks', 'sal', 'customer']
          [graph.moves.qualify]
          from = ['mql']
          to = 'talks'
          [graph.moves.accept]
          from = ['talks']
          to = 'sal'
        [graph]
          path = ['inquiry', 'mql', 'talks', 'sal', 'customer']
          [stages.talks]
          type = 'gate'
        [graph]
          path = ['inquiry', 'mql', 'won']
          [reasons.accept]
          codes = ['x']
          [reasons.lose]
          codes = ['y']
            3:1 warning[unused]: `accept` moves no lead in this graph, so its reasons are never given
                hint: add `[graph.moves.accept]`, or leave the reasons out
            5:1 warning[unused]: `lose` moves no lead in this graph, so its reasons are never given
                hint: add `[graph.moves.lose]`, or leave the reasons out
        [stages.archive]
          path = 'detour'
            1:1 warning[unreachable_stage]: nothing leads to `archive` but an override
                hint: add `[graph.moves.OUTCOME]` with this stage in `to`
        [stages.ineligible]
          veto_from = ['mql']
            1:1 warning[unreachable_stage]: nothing leads to `ineligible` but an override
                hint: add `[[fit.vetoes]]` or `[[vetoes]]`, or leave the stage out
        [stages.sal]
          type = 'sla'
            2:8 warning[no_clock]: the stage is of type `sla`, and no clock runs in it
                hint: add a clock, or make the type `inventory`
        [graph.moves.lose]
          from = ['sql']
          to = 'disqualified'
          [stages.lost]
          label = 'Lost'
            4:1 warning[unreachable_stage]: nothing leads to `lost` but an override
                hint: a disposition leads there when its move ends there: see `[graph.moves.OUTCOME]`
    "#]].assert_eq(&in_short(&pieces));
}
