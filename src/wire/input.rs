//! The three input records as they stand on the wire: each is read and written here, field by field in the order of its schema, side by side.
//!
//! What is read is a [`Draft`]: its form is right; whether it is lawful is judged by [`decode`](crate::wire::decode).

use crate::lead::event::{Engagement, Input, Profile};
use crate::lead::pairs::Pairs;
use crate::time::Timestamp;
use crate::wire::avro::{
    Cursor, Fault, put_boolean, put_long, put_optional, put_optional_text, put_pairs, put_text,
    put_texts, put_timestamp,
};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// The longest `lead_id` and `event_id`, in bytes: room for two UUIDs and a prefix.
pub(crate) const MOST_ID: usize = 128;
/// The longest other text, in bytes: a URL without its query fits.
pub(crate) const MOST_TEXT: usize = 512;
/// The most traits, properties or cleared names of one record.
pub(crate) const MOST_ENTRIES: usize = 64;

const FEW_ENTRIES: usize = 8;

/// The `kind` of an ordinary disposition.
pub(crate) const DISPOSITION: &str = "disposition";

/// The `kind` of a record that says a lead is another one from now on.
pub(crate) const MERGED: &str = "merged";
/// The `kind` of a record that says a lead is to be forgotten.
pub(crate) const ERASED: &str = "erased";
/// The `kind` of a record that suspends scoring.
pub(crate) const SUSPENDED: &str = "scoring_suspended";
/// The `kind` of a record that resumes it.
pub(crate) const RESUMED: &str = "scoring_resumed";

/// What all three have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Common<'a> {
    pub(crate) event_id: &'a str,
    pub(crate) lead_id: &'a str,
    pub(crate) occurred_at: Timestamp,
    pub(crate) sequence: i64,
    pub(crate) day_precision: bool,
}

/// A record of right form.
#[derive(Clone, Debug)]
pub(crate) struct Draft<'a> {
    pub(crate) common: Common<'a>,
    pub(crate) kind: &'a str,
    pub(crate) body: Body<'a>,
    /// J4: over all content, whatever encoding and order of pairs it came in.
    pub(crate) digest: u64,
}

/// What only one of the three has.
#[derive(Clone, Debug)]
pub(crate) enum Body<'a> {
    /// With the survivor of a merge.
    Created(Profile<'a>, Option<&'a str>),
    Engagement(Engagement<'a>),
    Disposition(Said<'a>),
}

/// A disposition in its producer's words.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Said<'a> {
    pub(crate) outcome: &'a str,
    pub(crate) reason: Option<&'a str>,
    pub(crate) owner: Option<&'a str>,
    pub(crate) team: Option<&'a str>,
    pub(crate) actor: Option<&'a str>,
    pub(crate) amount: Option<i64>,
    pub(crate) target: Option<&'a str>,
    pub(crate) until: Option<Timestamp>,
}

impl<'a> Draft<'a> {
    /// Reads a canonical datum of the input's own schema.
    pub(crate) fn read(input: Input, datum: &'a [u8]) -> Result<Self, Fault> {
        let mut cursor = Cursor::new(datum);
        let common = Common {
            event_id: cursor.text("event_id", MOST_ID)?,
            lead_id: cursor.text("lead_id", MOST_ID)?,
            occurred_at: cursor.timestamp("occurred_at")?,
            sequence: cursor.long("sequence")?,
            day_precision: cursor.boolean("day_precision")?,
        };
        let kind = cursor.text("kind", MOST_TEXT)?;
        let (body, digest) = match input {
            Input::LeadCreated => read_created(&mut cursor, datum)?,
            Input::Engagement => read_engagement(&mut cursor, datum, kind)?,
            Input::Disposition => (read_disposition(&mut cursor)?, xxh3_64(datum)),
        };
        cursor.finish()?;
        Ok(Self {
            common,
            kind,
            body,
            digest,
        })
    }
}

fn read_created<'a>(cursor: &mut Cursor<'a>, datum: &[u8]) -> Result<(Body<'a>, u64), Fault> {
    let account = cursor.optional_text("account", MOST_TEXT)?;
    let source = cursor.optional_text("source", MOST_TEXT)?;
    let campaign = cursor.optional_text("campaign", MOST_TEXT)?;
    let head = read_so_far(cursor, datum);
    let (traits, sum) = read_pairs(cursor, "traits")?;
    let tail = cursor.rest();
    let cleared = read_texts(cursor, "cleared")?;
    let into = cursor.optional_text("into", MOST_ID)?;
    let profile = Profile {
        account,
        source,
        campaign,
        traits,
        cleared,
    };
    Ok((Body::Created(profile, into), digest(head, sum, tail)))
}

fn read_engagement<'a>(
    cursor: &mut Cursor<'a>,
    datum: &[u8],
    kind: &'a str,
) -> Result<(Body<'a>, u64), Fault> {
    let asset = cursor.optional_text("asset", MOST_TEXT)?;
    let campaign = cursor.optional_text("campaign", MOST_TEXT)?;
    let channel = cursor.optional_text("channel", MOST_TEXT)?;
    let head = read_so_far(cursor, datum);
    let (properties, sum) = read_pairs(cursor, "properties")?;
    let engagement = Engagement {
        kind,
        asset,
        campaign,
        channel,
        properties,
    };
    Ok((Body::Engagement(engagement), digest(head, sum, &[])))
}

fn read_disposition<'a>(cursor: &mut Cursor<'a>) -> Result<Body<'a>, Fault> {
    Ok(Body::Disposition(Said {
        outcome: cursor.text("outcome", MOST_TEXT)?,
        reason: cursor.optional_text("reason", MOST_TEXT)?,
        owner: cursor.optional_text("owner", MOST_TEXT)?,
        team: cursor.optional_text("team", MOST_TEXT)?,
        actor: cursor.optional_text("actor", MOST_TEXT)?,
        amount: cursor.optional("amount", |cursor| cursor.long("amount"))?,
        target: cursor.optional_text("target", MOST_ID)?,
        until: cursor.optional("until", |cursor| cursor.timestamp("until"))?,
    }))
}

fn read_so_far<'d>(cursor: &Cursor<'_>, datum: &'d [u8]) -> &'d [u8] {
    &datum[..datum.len() - cursor.rest().len()]
}

/// A map of texts where it lies, and the sum of its pairs' hashes. A name that comes twice is not canonical: rewritten, the last one wins.
fn read_pairs<'a>(cursor: &mut Cursor<'a>, field: &'static str) -> Result<(Pairs<'a>, u64), Fault> {
    let count = cursor.block(field, MOST_ENTRIES)?;
    if count == 0 {
        return Ok((Pairs::default(), 0));
    }
    // Most records have a few; only the others pay for preparing room for all.
    if count <= FEW_ENTRIES {
        read_entries::<FEW_ENTRIES>(cursor, field, count)
    } else {
        read_entries::<MOST_ENTRIES>(cursor, field, count)
    }
}

/// The entries of a map and the end of its block; there is room to remember the names of `ROOM`.
fn read_entries<'a, const ROOM: usize>(
    cursor: &mut Cursor<'a>,
    field: &'static str,
    count: usize,
) -> Result<(Pairs<'a>, u64), Fault> {
    let mut names = [""; ROOM];
    let mut sum = 0_u64;
    let bytes = cursor.rest();
    for index in 0..count {
        let before = cursor.rest();
        let name = cursor.text(field, MOST_TEXT)?;
        cursor.text(field, MOST_TEXT)?;
        if names[..index].contains(&name) {
            return Err(Fault::NotCanonical);
        }
        names[index] = name;
        // A sum does not depend on the order of the pairs, and needs no place to sort them.
        sum = sum.wrapping_add(xxh3_64(read_so_far(cursor, before)));
    }
    let pairs = Pairs::encoded(count, read_so_far(cursor, bytes));
    cursor.block_end(field)?;
    Ok((pairs, sum))
}

fn read_texts<'a>(cursor: &mut Cursor<'a>, field: &'static str) -> Result<Vec<&'a str>, Fault> {
    let count = cursor.block(field, MOST_ENTRIES)?;
    let mut texts = Vec::with_capacity(count);
    for _ in 0..count {
        texts.push(cursor.text(field, MOST_TEXT)?);
    }
    if count > 0 {
        cursor.block_end(field)?;
    }
    Ok(texts)
}

/// The digest of a canonical datum: what stands before its map, the sum over the map's pairs, what stands after it.
fn digest(head: &[u8], pairs: u64, tail: &[u8]) -> u64 {
    // An odd factor keeps the sum from cancelling against the head.
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let seed = xxh3_64(head).wrapping_add(pairs.wrapping_mul(FACTOR));
    xxh3_64_with_seed(tail, seed)
}

fn put_common(to: &mut Vec<u8>, common: &Common<'_>, kind: &str) {
    put_text(to, common.event_id);
    put_text(to, common.lead_id);
    put_timestamp(to, common.occurred_at);
    put_long(to, common.sequence);
    put_boolean(to, common.day_precision);
    put_text(to, kind);
}

/// Appends the canonical datum of a `LeadCreated`.
pub(crate) fn put_created(
    to: &mut Vec<u8>,
    common: &Common<'_>,
    kind: &str,
    profile: &Profile<'_>,
    into: Option<&str>,
) {
    put_common(to, common, kind);
    put_optional_text(to, profile.account);
    put_optional_text(to, profile.source);
    put_optional_text(to, profile.campaign);
    put_pairs(to, profile.traits.len(), profile.traits.iter());
    put_texts(to, profile.cleared.len(), profile.cleared.iter().copied());
    put_optional_text(to, into);
}

/// Appends the canonical datum of an `Engagement`.
pub(crate) fn put_engagement(to: &mut Vec<u8>, common: &Common<'_>, engagement: &Engagement<'_>) {
    put_common(to, common, engagement.kind);
    put_optional_text(to, engagement.asset);
    put_optional_text(to, engagement.campaign);
    put_optional_text(to, engagement.channel);
    put_pairs(
        to,
        engagement.properties.len(),
        engagement.properties.iter(),
    );
}

/// Appends the canonical datum of a `SalesDisposition`.
pub(crate) fn put_disposition(to: &mut Vec<u8>, common: &Common<'_>, kind: &str, said: &Said<'_>) {
    put_common(to, common, kind);
    put_text(to, said.outcome);
    put_optional_text(to, said.reason);
    put_optional_text(to, said.owner);
    put_optional_text(to, said.team);
    put_optional_text(to, said.actor);
    put_optional(to, said.amount, put_long);
    put_optional_text(to, said.target);
    put_optional(to, said.until, put_timestamp);
}
