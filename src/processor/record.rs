//! The task's own record: what it must know after a restart, written with every commit.

use crate::lead::definition::{Definitions, Stage};
use crate::lead::text::Text;
use crate::processor::watermark::Progress;
use crate::store::codec::{Corrupt, Reader, Writer};
use crate::time::Timestamp;
use serde::Serialize;

const FORMAT: u8 = 2;

/// A task's own record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRecord {
    /// How many commits were made.
    pub commit: u64,
    /// How many partitions the inputs had (section 10).
    pub partitions: u16,
    /// W.
    pub watermark: Timestamp,
    /// How far each input has come.
    pub progress: [Progress; 3],
    /// The versions of the agreement that were there (D2).
    pub versions: Vec<KnownVersion>,
    /// The names of the stages that there were: leads are remembered by a stage's place among them (D2).
    pub stages: Vec<Text>,
    /// The greatest `occurred_at` judged: a new version must start after it (D2).
    pub judged_to: Timestamp,
    /// When sales was last heard, or the breaker was let go: for a while after that violations are believed (W4).
    pub believed_at: Timestamp,
    /// The breaker holds W (W4).
    pub breaker: Option<[i64; 3]>,
    /// Leads by the stage they stand in.
    pub leads: [u64; Stage::MOST],
    /// Assertions less retractions of entering a stage (law 6).
    pub inflow: [i64; Stage::MOST],
    /// The same of leaving it.
    pub outflow: [i64; Stage::MOST],
    /// Clocks that run and are not violated.
    pub open_clocks: u64,
    /// Leads whose rows wait (W5).
    pub unsettled: u64,
    /// What counts as sent and was not (C1).
    pub seeded: Seeded,
}

/// Rows that were stored as published while leads were seeded that had stood somewhere before, and never sent (C1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Seeded {
    /// Rows.
    pub rows: u64,
    /// Leads that have had such rows.
    pub leads: u64,
}

impl std::iter::Sum for Seeded {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, of| Self {
            rows: sum.rows + of.rows,
            leads: sum.leads + of.leads,
        })
    }
}

/// A version as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownVersion {
    /// Its number.
    pub version: u32,
    /// From when on it judged.
    pub effective_from: Timestamp,
    /// The digest of its file.
    pub digest: u64,
    /// It has judged something.
    pub is_used: bool,
}

/// Why a task refuses to run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The inputs were split differently when this state was made.
    #[error(
        "this state was made with {found} partitions and the inputs have {wanted}; leads would be looked for in the wrong place"
    )]
    Partitions {
        /// Then.
        found: u16,
        /// Now.
        wanted: u16,
    },
    /// A version that has judged events is gone.
    #[error("version {0} of the agreement has judged events and is missing from the definitions")]
    VersionMissing(u32),
    /// A version that has judged events was edited.
    #[error(
        "version {0} of the agreement has judged events and was changed since; write a new version instead"
    )]
    VersionChanged(u32),
    /// A stage has another place among the names, or another name.
    #[error(
        "stage {number} of the agreement was called {was:?} when this state was made and {}; leads are remembered by a stage's place, so let the names stand as they were and new ones follow",
        now_called(.now)
    )]
    StageMoved {
        /// Its place, counted from 1.
        number: usize,
        /// Its name then.
        was: Text,
        /// What stands there now.
        now: Option<Text>,
    },
    /// A new version would change what was judged already.
    #[error(
        "version {version} of the agreement starts at {effective_from}, but events up to {judged_to} are judged already; let it start later"
    )]
    VersionTooEarly {
        /// Its number.
        version: u32,
        /// When it starts.
        effective_from: Timestamp,
        /// How far judgement has come.
        judged_to: Timestamp,
    },
}

fn now_called(now: &Option<Text>) -> String {
    now.as_ref().map_or_else(
        || "is gone".to_owned(),
        |now| format!("is called {now:?} now"),
    )
}

impl TaskRecord {
    /// Of a task that has done nothing.
    #[must_use]
    pub fn new(partitions: u16) -> Self {
        Self {
            commit: 0,
            partitions,
            watermark: Timestamp::MIN,
            progress: [Progress::default(); 3],
            versions: Vec::new(),
            stages: Vec::new(),
            judged_to: Timestamp::MIN,
            believed_at: Timestamp::MIN,
            breaker: None,
            leads: [0; Stage::MOST],
            inflow: [0; Stage::MOST],
            outflow: [0; Stage::MOST],
            open_clocks: 0,
            unsettled: 0,
            seeded: Seeded::default(),
        }
    }

    /// Holds the definitions against those that were used (D2), and takes note of new ones.
    ///
    /// # Errors
    /// The first reason not to run.
    pub fn adopt(&mut self, definitions: &Definitions, partitions: u16) -> Result<(), Refusal> {
        if self.partitions != partitions {
            return Err(Refusal::Partitions {
                found: self.partitions,
                wanted: partitions,
            });
        }
        for known in self.versions.iter().filter(|known| known.is_used) {
            let Some(now) = definitions.version(known.version) else {
                return Err(Refusal::VersionMissing(known.version));
            };
            if (now.digest, now.effective_from) != (known.digest, known.effective_from) {
                return Err(Refusal::VersionChanged(known.version));
            }
        }
        let names = &definitions.graph().names;
        for (place, was) in self.stages.iter().enumerate() {
            let now = names.get(place);
            if now != Some(was) {
                return Err(Refusal::StageMoved {
                    number: place + 1,
                    was: was.clone(),
                    now: now.cloned(),
                });
            }
        }
        let mut versions = Vec::new();
        for now in definitions.versions() {
            let known = self.versions.iter().find(|known| {
                known.version == now.version && known.effective_from == now.effective_from
            });
            if known.is_none() && !self.versions.is_empty() && now.effective_from <= self.judged_to
            {
                return Err(Refusal::VersionTooEarly {
                    version: now.version,
                    effective_from: now.effective_from,
                    judged_to: self.judged_to,
                });
            }
            versions.push(KnownVersion {
                version: now.version,
                effective_from: now.effective_from,
                digest: now.digest,
                is_used: known.is_some_and(|known| known.is_used),
            });
        }
        self.versions = versions;
        self.stages.clone_from(names);
        Ok(())
    }

    /// Takes note that a version has judged an event of that time.
    pub fn judged(&mut self, version: u32, occurred_at: Timestamp) {
        self.judged_to = self.judged_to.max(occurred_at);
        if let Some(known) = self
            .versions
            .iter_mut()
            .find(|known| known.version == version)
        {
            known.is_used = true;
        }
    }

    /// The sum over all stages of what is counted there less what flowed there; zero when no lead is unsettled (law 6).
    #[must_use]
    pub fn imbalance(&self) -> u64 {
        let stages = self.leads.iter().zip(&self.inflow).zip(&self.outflow);
        stages
            .map(|((leads, inflow), outflow)| (*leads as i64 - (inflow - outflow)).unsigned_abs())
            .sum()
    }

    /// Writes it.
    pub fn write(&self, to: &mut Vec<u8>) {
        let mut writer = Writer(to);
        writer.byte(FORMAT);
        writer.unsigned(self.commit);
        writer.unsigned(u64::from(self.partitions));
        writer.time(self.watermark);
        for of in &self.progress {
            writer.signed(of.position);
            for at in [of.occurred_at, of.appended_at, of.heartbeat_at] {
                writer.time(at);
            }
            writer.flag(of.is_stopped);
        }
        writer.count(self.versions.len());
        for known in &self.versions {
            writer.unsigned(u64::from(known.version));
            writer.time(known.effective_from);
            writer.0.extend_from_slice(&known.digest.to_le_bytes());
            writer.flag(known.is_used);
        }
        writer.count(self.stages.len());
        for name in &self.stages {
            writer.text(name);
        }
        writer.time(self.judged_to);
        writer.time(self.believed_at);
        writer.option(self.breaker, |writer, positions| {
            for position in positions {
                writer.signed(position);
            }
        });
        for stage in 0..Stage::MOST {
            writer.unsigned(self.leads[stage]);
            writer.signed(self.inflow[stage]);
            writer.signed(self.outflow[stage]);
        }
        writer.unsigned(self.open_clocks);
        writer.unsigned(self.unsettled);
        writer.unsigned(self.seeded.rows);
        writer.unsigned(self.seeded.leads);
    }

    /// Reads it.
    ///
    /// # Errors
    /// When the bytes are not a task's record.
    pub fn read(bytes: &[u8]) -> Result<Self, Corrupt> {
        let mut reader = Reader(bytes);
        if reader.byte()? != FORMAT {
            return Err(Corrupt("a task's record of an unknown format"));
        }
        let mut record = Self::new(0);
        record.commit = reader.unsigned()?;
        record.partitions =
            u16::try_from(reader.unsigned()?).map_err(|_| Corrupt("a partition count"))?;
        record.watermark = reader.time()?;
        for of in &mut record.progress {
            of.position = reader.signed()?;
            of.occurred_at = reader.time()?;
            of.appended_at = reader.time()?;
            of.heartbeat_at = reader.time()?;
            of.is_stopped = reader.flag()?;
        }
        for _ in 0..reader.count()? {
            record.versions.push(KnownVersion {
                version: reader.small()?,
                effective_from: reader.time()?,
                digest: reader.fixed()?,
                is_used: reader.flag()?,
            });
        }
        let stages = reader.count()?;
        record.stages = reader.list(stages, Reader::text)?;
        record.judged_to = reader.time()?;
        record.believed_at = reader.time()?;
        record.breaker = reader.option(|reader| {
            let mut positions = [0; 3];
            for position in &mut positions {
                *position = reader.signed()?;
            }
            Ok(positions)
        })?;
        for stage in 0..Stage::MOST {
            record.leads[stage] = reader.unsigned()?;
            record.inflow[stage] = reader.signed()?;
            record.outflow[stage] = reader.signed()?;
        }
        record.open_clocks = reader.unsigned()?;
        record.unsettled = reader.unsigned()?;
        record.seeded.rows = reader.unsigned()?;
        record.seeded.leads = reader.unsigned()?;
        reader.end()?;
        Ok(record)
    }
}
