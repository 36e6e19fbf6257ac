//! JSON on input: the same fields as the Avro records, for producers without a registry. Rewritten into the canonical datum, then read as that.
//!
//! Times are RFC 3339 or whole milliseconds since 1970. Numbers and flags among traits and properties become text, numbers exactly as written;
//! null is as good as absent; nested values there are refused. Unknown fields are ignored; of a field named twice the last one counts.

use crate::lead::event::{Engagement, Input, Profile};
use crate::time::Timestamp;
use crate::wire::input::{Common, DISPOSITION, Said, put_created, put_disposition, put_engagement};
use crate::wire::rejection::{Code, Rejection};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// Whether a value claims to be a JSON object.
pub(crate) fn looks_so(value: &[u8]) -> bool {
    value.trim_ascii_start().first() == Some(&b'{')
}

/// Appends the canonical datum of what the text says.
pub(crate) fn rewrite(input: Input, value: &[u8], to: &mut Vec<u8>) -> Result<(), Rejection> {
    let fields: BTreeMap<String, &RawValue> = std::str::from_utf8(value)
        .ok()
        .and_then(|text| serde_json::from_str(text).ok())
        .ok_or(Rejection::new(Code::UnreadableJson))?;
    let object = Object(fields);
    let event_id = object.text("event_id")?.unwrap_or_default();
    let lead_id = object.text("lead_id")?.unwrap_or_default();
    let common = Common {
        event_id: &event_id,
        lead_id: &lead_id,
        occurred_at: object
            .time("occurred_at")?
            .ok_or_else(|| Rejection::at(Code::InvalidTime, "occurred_at"))?,
        sequence: object.get("sequence")?.unwrap_or(0),
        day_precision: object.get("day_precision")?.unwrap_or(false),
    };
    match input {
        Input::LeadCreated => rewrite_created(&object, &common, to),
        Input::Engagement => rewrite_engagement(&object, &common, to),
        Input::Disposition => rewrite_disposition(&object, &common, to),
    }
}

fn rewrite_created(
    object: &Object<'_>,
    common: &Common<'_>,
    to: &mut Vec<u8>,
) -> Result<(), Rejection> {
    let kind = object.text("kind")?.unwrap_or_default();
    let account = object.text("account")?;
    let source = object.text("source")?;
    let campaign = object.text("campaign")?;
    let traits = object.pairs("traits")?;
    let cleared: Vec<String> = object.get("cleared")?.unwrap_or_default();
    let into = object.text("into")?;
    let profile = Profile {
        account: account.as_deref(),
        source: source.as_deref(),
        campaign: campaign.as_deref(),
        traits: borrowed(&traits).collect(),
        cleared: cleared.iter().map(String::as_str).collect(),
    };
    put_created(to, common, &kind, &profile, into.as_deref());
    Ok(())
}

fn rewrite_engagement(
    object: &Object<'_>,
    common: &Common<'_>,
    to: &mut Vec<u8>,
) -> Result<(), Rejection> {
    let kind = object.text("kind")?.unwrap_or_default();
    let asset = object.text("asset")?;
    let campaign = object.text("campaign")?;
    let channel = object.text("channel")?;
    let properties = object.pairs("properties")?;
    let engagement = Engagement {
        kind: &kind,
        asset: asset.as_deref(),
        campaign: campaign.as_deref(),
        channel: channel.as_deref(),
        properties: borrowed(&properties).collect(),
    };
    put_engagement(to, common, &engagement);
    Ok(())
}

fn rewrite_disposition(
    object: &Object<'_>,
    common: &Common<'_>,
    to: &mut Vec<u8>,
) -> Result<(), Rejection> {
    let kind = object.text("kind")?;
    let outcome = object.text("outcome")?.unwrap_or_default();
    let reason = object.text("reason")?;
    let owner = object.text("owner")?;
    let team = object.text("team")?;
    let actor = object.text("actor")?;
    let target = object.text("target")?;
    let said = Said {
        outcome: &outcome,
        reason: reason.as_deref(),
        owner: owner.as_deref(),
        team: team.as_deref(),
        actor: actor.as_deref(),
        amount: object.get("amount")?,
        target: target.as_deref(),
        until: object.time("until")?,
    };
    put_disposition(to, common, kind.as_deref().unwrap_or(DISPOSITION), &said);
    Ok(())
}

fn borrowed(pairs: &BTreeMap<String, String>) -> impl Iterator<Item = (&str, &str)> {
    pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
}

/// A JSON object whose fields are read when asked for, so that those of no interest may hold anything.
struct Object<'a>(BTreeMap<String, &'a RawValue>);

impl Object<'_> {
    /// A field of a type; absent when null.
    fn get<T: DeserializeOwned>(&self, field: &'static str) -> Result<Option<T>, Rejection> {
        match self.0.get(field) {
            None => Ok(None),
            Some(raw) => serde_json::from_str(raw.get())
                .map_err(|_| Rejection::at(Code::UnreadableJson, field)),
        }
    }

    fn text(&self, field: &'static str) -> Result<Option<String>, Rejection> {
        self.get(field)
    }

    fn time(&self, field: &'static str) -> Result<Option<Timestamp>, Rejection> {
        let Some(raw) = self.0.get(field).filter(|raw| raw.get() != "null") else {
            return Ok(None);
        };
        let text: Option<String> = serde_json::from_str(raw.get()).ok();
        match text {
            Some(text) => Timestamp::parse(&text).ok(),
            None => raw.get().parse().ok().map(Timestamp::from_millis),
        }
        .map(Some)
        .ok_or_else(|| Rejection::at(Code::InvalidTime, field))
    }

    fn pairs(&self, field: &'static str) -> Result<BTreeMap<String, String>, Rejection> {
        let entries: BTreeMap<String, Box<RawValue>> = self.get(field)?.unwrap_or_default();
        let mut pairs = BTreeMap::new();
        for (name, raw) in entries {
            let written = raw.get();
            let value = match written.as_bytes().first() {
                Some(b'"') => serde_json::from_str(written).ok(),
                Some(b'{' | b'[') => None,
                _ if written == "null" => continue,
                // A number or a flag: its own text.
                _ => Some(written.to_owned()),
            };
            let value = value.ok_or_else(|| Rejection::at(Code::UnreadableJson, field))?;
            pairs.insert(name, value);
        }
        Ok(pairs)
    }
}
