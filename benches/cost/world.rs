//! The invented leads and events that are measured: ids as long as UUIDs, times that go on, and nothing random but what a seed says.

use leadfold::lead::event::{Engagement, Fact, LeadEvent, Profile};
use leadfold::lead::pairs::Pairs;
use leadfold::time::{Span, Timestamp};

/// The first instant: within the first version of the default agreement.
pub(crate) const BEGIN: Timestamp = Timestamp::from_millis(1_770_000_000_000);

/// An engagement's own fields, as a page view has them.
pub(crate) fn page_view() -> Fact<'static> {
    Fact::Engagement(Engagement {
        kind: "page_view",
        asset: Some("/product/overview"),
        campaign: None,
        channel: Some("web"),
        properties: Pairs::default(),
    })
}

/// An engagement with properties.
pub(crate) fn form() -> Fact<'static> {
    Fact::Engagement(Engagement {
        kind: "form_submitted",
        asset: Some("/newsletter"),
        campaign: Some("spring-2026"),
        channel: Some("web"),
        properties: vec![("form", "newsletter"), ("language", "de")].into(),
    })
}

/// Who a lead is, well enough for a good grade.
pub(crate) fn profile() -> Fact<'static> {
    Fact::Created(Profile {
        account: Some("acme"),
        source: Some("webinar"),
        campaign: Some("spring-2026"),
        traits: vec![("seniority", "vp"), ("employees", "900")].into(),
        cleared: Vec::new(),
    })
}

/// 36 characters, as a UUID has.
pub(crate) fn id(kind: char, number: u64) -> String {
    let mixed = mix(number ^ (kind as u64) << 56);
    let other = mix(mixed);
    format!(
        "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
        mixed >> 32,
        (mixed >> 16) & 0xffff,
        mixed & 0xfff,
        other >> 52,
        other & 0xffff_ffff_ffff
    )
}

/// Spreads numbers (splitmix64).
pub(crate) fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// An event that happened so long after the first instant.
pub(crate) fn event<'a>(
    lead_id: &'a str,
    event_id: &'a str,
    after: Span,
    offset: i64,
    fact: Fact<'a>,
) -> LeadEvent<'a> {
    LeadEvent {
        lead_id,
        event_id,
        occurred_at: BEGIN + after,
        appended_at: BEGIN + after + Span::from_secs(1),
        offset,
        sequence: 0,
        day_precision: false,
        digest: mix(offset.unsigned_abs()),
        fact,
    }
}
