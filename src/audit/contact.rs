//! When each lead was first heard of, and where it came from: read from the lead-created input.
//!
//! Transitions alone cannot tell. A lead begins with its first event in order, whatever it is (F5); where a deal was won before the lead was recorded, the
//! birth is the deal, and its row knows no source yet. The report asks for something else: the day of first contact, and the source known now.

use crate::audit::{Error, scan};
use crate::lead::event::{Fact, Input, Key, LeadEvent};
use crate::lead::text::Text;
use crate::log::Log;
use crate::time::Timestamp;
use crate::wire::decode::{Decoded, Decoder};
use crate::wire::partition::partition as partition_of;
use crate::wire::topic::Topic;
use std::collections::HashMap;

/// What the lead-created input says of the leads, by id.
#[derive(Clone, Debug, Default)]
pub struct Contacts {
    leads: HashMap<Box<str>, Contact>,
}

/// What it says of one lead.
#[derive(Clone, Debug, Default)]
pub struct Contact {
    heard_at: Option<Timestamp>,
    attributed_at: Option<Timestamp>,
    source: Patched,
    campaign: Patched,
}

/// A value that records patch in event order: the latest that speaks of it stands (F5).
#[derive(Clone, Debug, Default)]
struct Patched {
    by: Option<Key>,
    value: Option<Text>,
}

impl Contacts {
    /// Takes a lead-created event; others say nothing here. Order and repetition do not matter (law 2).
    pub fn take(&mut self, event: &LeadEvent<'_>) {
        let Fact::Created(profile) = &event.fact else {
            return;
        };
        if !self.leads.contains_key(event.lead_id) {
            self.leads.insert(event.lead_id.into(), Contact::default());
        }
        let Some(contact) = self.leads.get_mut(event.lead_id) else {
            return;
        };
        let earliest = |so_far: &mut Option<Timestamp>| {
            *so_far = Some(so_far.map_or(event.occurred_at, |at| at.min(event.occurred_at)));
        };
        earliest(&mut contact.heard_at);
        if profile.source.is_some() || profile.campaign.is_some() {
            earliest(&mut contact.attributed_at);
        }
        let cleared = |name: &str| profile.cleared.contains(&name);
        contact
            .source
            .patch(event, profile.source, cleared("source"));
        contact
            .campaign
            .patch(event, profile.campaign, cleared("campaign"));
    }

    /// What is known of a lead.
    #[must_use]
    pub fn of(&self, lead_id: &str) -> Option<&Contact> {
        self.leads.get(lead_id)
    }
}

impl Contact {
    /// The first contact: the earliest record that says where the lead came from; of leads of which none says so, the earliest record. A record
    /// that only adds traits (learnt with a deal, say) is no contact as long as another one is.
    #[must_use]
    pub fn first_at(&self) -> Option<Timestamp> {
        self.attributed_at.or(self.heard_at)
    }

    /// Where the lead came from, as known now.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        self.source.value.as_ref().map(Text::as_str)
    }

    /// The campaign that brought it, as known now.
    #[must_use]
    pub fn campaign(&self) -> Option<&str> {
        self.campaign.value.as_ref().map(Text::as_str)
    }
}

impl Patched {
    fn patch(&mut self, event: &LeadEvent<'_>, value: Option<&str>, cleared: bool) {
        if value.is_none() && !cleared {
            return;
        }
        let key = event.key();
        if self.by.as_ref().is_none_or(|by| *by < key) {
            // A record that clears and sets has the last word in setting.
            self.value = value.map(Text::new);
            self.by = Some(key);
        }
    }
}

/// Reads the contacts of one partition. Records that cannot be read or lie in the wrong partition are passed over. Those
/// that were refused for what their lead had become (`beyond_horizon`, say) still tell where it came from.
///
/// # Errors
/// When the log cannot be read.
pub fn contacts<L: Log + ?Sized>(
    log: &mut L,
    partition: u16,
    partitions: u16,
    decoder: &mut Decoder,
) -> Result<Contacts, Error> {
    let mut contacts = Contacts::default();
    scan(log, Topic::LeadCreated, partition, |record| {
        match decoder.decode(Input::LeadCreated, record) {
            Ok(Decoded::Event(event)) if partition_of(event.lead_id, partitions) == partition => {
                contacts.take(&event);
            }
            // Misplaced or unreadable records are in the dead letters; heartbeats are about no lead.
            Ok(Decoded::Event(_) | Decoded::Control(_)) | Err(_) => {}
        }
        Ok(())
    })?;
    Ok(contacts)
}
