//! One record after the other: to its lead, to the watermark, or to the dead letters.

use crate::lead::event::{Input, LeadEvent};
use crate::lead::journal::Verdict;
use crate::lead::text::Text;
use crate::processor::ended::{self, Letter};
use crate::processor::leads::Error;
use crate::processor::task::Core;
use crate::time::Timestamp;
use crate::wire::decode::{ControlKind, Decoded, Decoder};
use crate::wire::partition::partition;
use crate::wire::record::{Record, push_header};
use crate::wire::rejection::{self, Code, Origin, Rejection};
use crate::wire::topic::Topic;

impl Core {
    /// One record: an event, a word for the watermark, or a dead letter.
    pub(super) fn take(
        &mut self,
        input: Input,
        record: Record<'_>,
        decoder: &mut Decoder,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.was_changed = true;
        self.counts.records[input as usize] += 1;
        let progress = &mut self.record.progress[input as usize];
        progress.position = record.offset + 1;
        progress.appended_at = progress.appended_at.max(record.appended_at);
        match decoder.decode(input, record) {
            Ok(Decoded::Control(control)) => {
                progress.heard(&control);
                if control.kind == ControlKind::Release {
                    self.close_breaker(now);
                }
                self.counts.controls[input as usize] += 1;
            }
            Ok(Decoded::Event(event)) => {
                progress.saw(event.occurred_at, event.appended_at);
                if input == Input::Disposition {
                    self.record.believed_at = now;
                }
                if let Some(letter) = self.arrive(input, &event)? {
                    self.reject(input, record, &Rejection::new(letter.code), Some(&letter));
                }
            }
            Err(rejection) => self.reject(input, record, &rejection, None),
        }
        Ok(())
    }

    /// Hands an event to its lead; answers why it is a dead letter, if it is one: refused, or taken by a lead that had ended (F11).
    fn arrive(&mut self, input: Input, event: &LeadEvent<'_>) -> Result<Option<Letter>, Error> {
        if partition(event.lead_id, self.record.partitions) != self.partition {
            return Ok(Some(Letter::of(Code::WrongPartition)));
        }
        let watermark = self.record.watermark;
        let bounds = self.settings.bounds;
        while let Some(index) = self
            .leads
            .get(event.lead_id)?
            .lead
            .missing(event, watermark, &bounds)
        {
            self.leads.read_segment(event.lead_id, index)?;
        }
        let cached = self.leads.get(event.lead_id)?;
        let verdict = cached
            .lead
            .arrive(event, &self.definitions, watermark, &bounds);
        self.counts.trimmed += std::mem::take(&mut cached.lead.trims);
        self.counts.trimmed_early += std::mem::take(&mut cached.lead.early_trims);
        if !cached.is_touched {
            cached.is_touched = true;
            self.touched.push(Text::new(event.lead_id));
        }
        if cached.lead.is_unsettled && !matches!(verdict, Verdict::Duplicate) {
            self.timers.heard(event.lead_id);
        }
        let of = input as usize;
        match verdict {
            Verdict::Accepted => self.counts.accepted[of] += 1,
            Verdict::AcceptedLate => {
                self.counts.accepted[of] += 1;
                self.counts.late[of] += 1;
            }
            Verdict::Duplicate => self.counts.duplicates[of] += 1,
            Verdict::IdConflict | Verdict::BeyondHorizon => {
                let is_stripped = ended::is_erased(&cached.lead);
                let code = match verdict {
                    Verdict::IdConflict => Code::IdConflict,
                    _ => Code::BeyondHorizon,
                };
                return Ok(Some(Letter {
                    is_stripped,
                    ..Letter::of(code)
                }));
            }
        }
        let version = self.definitions.at(event.occurred_at).version;
        self.record.judged(version, event.occurred_at);
        if verdict == Verdict::Duplicate {
            return Ok(None);
        }
        ended::letter(&mut self.leads, event)
    }

    fn reject(
        &mut self,
        input: Input,
        record: Record<'_>,
        rejection: &Rejection,
        letter: Option<&Letter>,
    ) {
        *self
            .counts
            .rejected
            .entry((input, rejection.code))
            .or_default() += 1;
        // Of somebody who asked to be forgotten only the place of the record is told.
        let is_stripped = letter.is_some_and(|letter| letter.is_stripped);
        let (key, value, own): (&[u8], _, &[u8]) = if is_stripped {
            (&[], None, &[])
        } else {
            (record.key, record.value, record.headers)
        };
        let origin = Origin {
            topic: Topic::of(input).name(),
            partition: self.partition,
            offset: record.offset,
            headers: own,
        };
        let version = self.definitions.at(record.appended_at).version;
        let survivor = letter.and_then(|letter| letter.survivor.as_ref());
        self.batch.output(
            Topic::DeadLetters,
            key,
            |bytes| {
                bytes.extend_from_slice(value.unwrap_or_default());
                value.is_some()
            },
            |headers| {
                rejection::headers(headers, origin, rejection, version);
                if let Some(survivor) = survivor {
                    push_header(headers, rejection::MERGED_INTO, survivor.as_bytes());
                }
            },
        );
    }
}
