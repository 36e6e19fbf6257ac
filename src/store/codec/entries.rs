//! Entries as bytes: what an event means, and where the original is found (J1).

use super::Corrupt;
use super::bytes::{Flags, Reader, Writer};
use super::parts::{
    at_index, index_of, read_given, read_pairs, write_given, write_pairs, write_text,
};
use crate::lead::entry::{Deed, Entry, Judged, Matched, Patch, What};
use crate::lead::event::{Input, Key, Outcome};
use crate::time::Timestamp;

const CREATED: u8 = 0;
const ENGAGEMENT: u8 = 1;
const DISPOSITION: u8 = 2;
const MERGED: u8 = 3;
const ERASED: u8 = 4;
const SUSPENDED: u8 = 5;
const RESUMED: u8 = 6;
/// So many bits tell these apart.
const KIND_BITS: u32 = 3;

pub(super) fn write_entries(entries: &[Entry], writer: &mut Writer<'_>) {
    writer.count(entries.len());
    let mut before = Timestamp::from_millis(0);
    for entry in entries {
        let key = &entry.key;
        let mut flags = Flags::default();
        flags.push_number(kind(&entry.what), KIND_BITS);
        flags.push(key.sequence != 0);
        flags.push(entry.day_precision);
        flags.push(entry.removed);
        writer.flags(flags);
        writer.time_from(before, key.occurred_at);
        before = key.occurred_at;
        writer.time_from(key.occurred_at, entry.appended_at);
        writer.given((key.sequence != 0).then_some(key.sequence), Writer::signed);
        writer.text(&key.event_id);
        writer.fixed(entry.digest);
        writer.signed(entry.offset);
        match &entry.what {
            What::Created(patch) => write_patch(patch, writer),
            What::Engagement(judged) => write_judged(judged, writer),
            What::Disposition(deed) => write_deed(deed, writer),
            What::Merged(into) => writer.text(into),
            What::Erased | What::Scoring { .. } => {}
        }
    }
}

const fn kind(what: &What) -> u8 {
    match what {
        What::Created(_) => CREATED,
        What::Engagement(_) => ENGAGEMENT,
        What::Disposition(_) => DISPOSITION,
        What::Merged(_) => MERGED,
        What::Erased => ERASED,
        What::Scoring { suspended: true } => SUSPENDED,
        What::Scoring { suspended: false } => RESUMED,
    }
}

pub(super) fn read_entries(reader: &mut Reader<'_>) -> Result<Vec<Entry>, Corrupt> {
    let mut before = Timestamp::from_millis(0);
    let count = reader.count()?;
    reader.list(count, |reader| {
        let entry = read_entry(before, reader)?;
        before = entry.key.occurred_at;
        Ok(entry)
    })
}

fn read_entry(before: Timestamp, reader: &mut Reader<'_>) -> Result<Entry, Corrupt> {
    let mut flags = reader.flags()?;
    let kind = flags.take_number(KIND_BITS);
    let has_sequence = flags.take();
    let day_precision = flags.take();
    let removed = flags.take();
    flags.end()?;
    let occurred_at = reader.time_from(before)?;
    let appended_at = reader.time_from(occurred_at)?;
    let sequence = reader.given(has_sequence, Reader::signed)?.unwrap_or(0);
    let event_id = reader.text()?;
    let digest = reader.fixed()?;
    let offset = reader.signed()?;
    let what = match kind {
        CREATED => What::Created(Box::new(read_patch(reader)?)),
        ENGAGEMENT => What::Engagement(read_judged(reader)?),
        DISPOSITION => What::Disposition(Box::new(read_deed(reader)?)),
        MERGED => What::Merged(Box::new(reader.text()?)),
        ERASED => What::Erased,
        SUSPENDED | RESUMED => What::Scoring {
            suspended: kind == SUSPENDED,
        },
        _ => return Err(Corrupt("an entry")),
    };
    let (input, outcome) = match &what {
        What::Engagement(_) => (Input::Engagement, None),
        What::Disposition(deed) => (Input::Disposition, Some(deed.outcome)),
        What::Created(_) | What::Merged(_) | What::Erased | What::Scoring { .. } => {
            (Input::LeadCreated, None)
        }
    };
    let key = Key {
        occurred_at,
        input,
        sequence,
        outcome,
        event_id,
    };
    Ok(Entry {
        key,
        digest,
        offset,
        appended_at,
        day_precision,
        removed,
        fresh: false,
        what,
    })
}

fn write_patch(patch: &Patch, writer: &mut Writer<'_>) {
    write_given(&[&patch.account, &patch.source, &patch.campaign], writer);
    write_pairs(&patch.set, writer);
    writer.count(patch.cleared.len());
    for name in &patch.cleared {
        writer.text(name);
    }
}

fn read_patch(reader: &mut Reader<'_>) -> Result<Patch, Corrupt> {
    let [account, source, campaign] = read_given(reader)?;
    let set = read_pairs(reader)?;
    let count = reader.count()?;
    Ok(Patch {
        account,
        source,
        campaign,
        set,
        cleared: reader.list(count, Reader::text)?,
    })
}

/// Most engagements match a rule or none, and name an asset at most: one byte says so.
fn write_judged(judged: &Judged, writer: &mut Writer<'_>) {
    let mut flags = Flags::default();
    flags.push(judged.asset.is_some());
    flags.push(judged.campaign.is_some());
    flags.push(!judged.rules.is_empty());
    flags.push(!judged.hand_raises.is_empty());
    flags.push(judged.veto.is_some());
    writer.flags(flags);
    for matched in [&judged.rules, &judged.hand_raises] {
        if !matched.is_empty() {
            writer.count(matched.iter().count());
            for rule in matched.iter() {
                writer.unsigned(u64::from(rule));
            }
        }
    }
    writer.given(judged.veto, |writer, veto| {
        writer.unsigned(u64::from(veto));
    });
    writer.given(judged.asset.as_ref(), write_text);
    writer.given(judged.campaign.as_ref(), write_text);
}

fn read_judged(reader: &mut Reader<'_>) -> Result<Judged, Corrupt> {
    let mut flags = reader.flags()?;
    let (has_asset, has_campaign) = (flags.take(), flags.take());
    let mut matched = [Matched::default(), Matched::default()];
    for rules in &mut matched {
        if flags.take() {
            for _ in 0..reader.count()? {
                rules.push(reader.short()?);
            }
        }
    }
    let has_veto = flags.take();
    flags.end()?;
    let [rules, hand_raises] = matched;
    Ok(Judged {
        rules,
        hand_raises,
        veto: reader.given(has_veto, Reader::short)?,
        asset: reader.given(has_asset, Reader::text)?,
        campaign: reader.given(has_campaign, Reader::text)?,
    })
}

fn write_deed(deed: &Deed, writer: &mut Writer<'_>) {
    writer.byte(index_of(&Outcome::ALL, &deed.outcome));
    let texts = [
        &deed.owner,
        &deed.team,
        &deed.actor,
        &deed.reason,
        &deed.reason_group,
        &deed.target,
    ];
    let mut flags = Flags::default();
    for text in texts {
        flags.push(text.is_some());
    }
    flags.push(deed.amount.is_some());
    flags.push(deed.until.is_some());
    for flag in [deed.unspecified, deed.marked, deed.touches_base] {
        flags.push(flag);
    }
    writer.flags(flags);
    for text in texts.into_iter().flatten() {
        writer.text(text);
    }
    writer.given(deed.amount, Writer::signed);
    writer.given(deed.until, Writer::time);
}

fn read_deed(reader: &mut Reader<'_>) -> Result<Deed, Corrupt> {
    let outcome = at_index(&Outcome::ALL, reader.byte()?)?;
    let mut flags = reader.flags()?;
    let mut text = |reader: &mut Reader<'_>| reader.given(flags.take(), Reader::text);
    let owner = text(reader)?;
    let team = text(reader)?;
    let actor = text(reader)?;
    let reason = text(reader)?;
    let reason_group = text(reader)?;
    let target = text(reader)?;
    let amount = reader.given(flags.take(), Reader::signed)?;
    let until = reader.given(flags.take(), Reader::time)?;
    let (unspecified, marked, touches_base) = (flags.take(), flags.take(), flags.take());
    flags.end()?;
    Ok(Deed {
        outcome,
        reason,
        owner,
        team,
        amount,
        actor,
        target,
        until,
        reason_group,
        marked,
        touches_base,
        has_target: false,
        unspecified,
    })
}
