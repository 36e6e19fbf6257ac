//! Places where a crash test may kill the process.
//!
//! A run that was told to ([`arm`]) aborts at the n-th time it comes by a named [`Point`]; every other run pays one relaxed load per point. An
//! abort runs no destructor, so what is on disk afterwards is what a `kill -9` at that instant would leave. Armed once, at start, by whoever
//! reads the command line.

use std::fmt;
use std::io::Write;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering};

/// A place on the way of a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Point {
    /// A batch is complete, nothing of it has reached the log.
    BeforeCommit = 1,
    /// The log's write is built and not yet made.
    InsideCommit,
    /// The log has the commit, the store has not heard of it.
    AfterCommitBeforeApply,
    /// The store has taken some of a commit's changes.
    InsideApply,
    /// The store has taken all of them.
    AfterApply,
    /// The store is about to make what it gathered durable.
    BeforeFlush,
    /// The store's file is written and not yet part of the store.
    InsideFlush,
    /// What was gathered is durable; the log may not have been trimmed.
    AfterFlush,
    /// A producer's records are about to be written.
    BeforeAppend,
    /// They are written, the producer has not heard of it.
    AfterAppend,
}

impl Point {
    /// All points, in the order of a commit.
    pub const ALL: [Self; 10] = [
        Self::BeforeCommit,
        Self::InsideCommit,
        Self::AfterCommitBeforeApply,
        Self::InsideApply,
        Self::AfterApply,
        Self::BeforeFlush,
        Self::InsideFlush,
        Self::AfterFlush,
        Self::BeforeAppend,
        Self::AfterAppend,
    ];

    /// The name by which it is armed.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BeforeCommit => "before_commit",
            Self::InsideCommit => "inside_commit",
            Self::AfterCommitBeforeApply => "after_commit_before_apply",
            Self::InsideApply => "inside_apply",
            Self::AfterApply => "after_apply",
            Self::BeforeFlush => "before_flush",
            Self::InsideFlush => "inside_flush",
            Self::AfterFlush => "after_flush",
            Self::BeforeAppend => "before_append",
            Self::AfterAppend => "after_append",
        }
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What to arm: a point, and at which of its hits to abort (1 is the first).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub point: Point,
    /// The n-th time; at least 1.
    pub hits: u32,
    /// What to do there.
    pub deed: Deed,
}

/// What happens at the armed point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Deed {
    /// The process aborts by itself.
    #[default]
    Abort,
    /// The thread says `parked` on standard output and stands still for ever, so that somebody else can kill the process right there.
    Park,
}

impl FromStr for Fault {
    type Err = String;

    /// Reads `inside_commit:3` or `inside_commit:3:park`; without a number the first hit is meant.
    fn from_str(text: &str) -> Result<Self, String> {
        let (text, deed) = match text.strip_suffix(":park") {
            Some(rest) => (rest, Deed::Park),
            None => (text, Deed::Abort),
        };
        let (name, hits) = text.split_once(':').unwrap_or((text, "1"));
        let point = Point::ALL
            .into_iter()
            .find(|point| point.name() == name)
            .ok_or_else(|| {
                let names: Vec<_> = Point::ALL.iter().map(|point| point.name()).collect();
                format!(
                    "no failpoint is called {name:?}; there are {}",
                    names.join(", ")
                )
            })?;
        let hits = hits
            .parse()
            .ok()
            .filter(|hits| *hits > 0)
            .ok_or_else(|| format!("{hits:?} is not a number of hits from 1 on"))?;
        Ok(Self { point, hits, deed })
    }
}

/// A countdown that burns at one point only.
#[derive(Debug)]
struct Fuse {
    point: AtomicU8,
    left: AtomicU32,
    parks: AtomicBool,
}

impl Fuse {
    const fn unarmed() -> Self {
        Self {
            point: AtomicU8::new(0),
            left: AtomicU32::new(0),
            parks: AtomicBool::new(false),
        }
    }

    fn arm(&self, fault: Fault) {
        self.left.store(fault.hits, Ordering::SeqCst);
        self.parks.store(fault.deed == Deed::Park, Ordering::SeqCst);
        self.point.store(fault.point as u8, Ordering::SeqCst);
    }

    /// Whether this hit is the one.
    fn burns_down_at(&self, point: Point) -> bool {
        self.point.load(Ordering::Relaxed) == point as u8
            && self.left.fetch_sub(1, Ordering::SeqCst) == 1
    }
}

/// One for the process, because what it does concerns the whole process.
static FUSE: Fuse = Fuse::unarmed();

/// Makes the process abort at that point. Arming again replaces what was armed.
pub fn arm(fault: Fault) {
    FUSE.arm(fault);
}

/// Comes by a point: aborts the process if this is the armed one's turn.
#[inline]
pub fn hit(point: Point) {
    if FUSE.burns_down_at(point) {
        if FUSE.parks.load(Ordering::SeqCst) {
            // Whoever waits for this line is gone when it cannot be written; then standing still is all the same.
            drop(std::io::stdout().write_all(b"parked\n"));
            drop(std::io::stdout().flush());
            loop {
                std::thread::park();
            }
        }
        std::process::abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn burns_at_the_chosen_hit_of_the_chosen_point_only() {
        let fuse = Fuse::unarmed();
        assert!(!fuse.burns_down_at(Point::BeforeCommit));
        fuse.arm("inside_commit:3".parse().unwrap());
        let burnt: Vec<_> = (0..4)
            .map(|_| {
                (
                    fuse.burns_down_at(Point::BeforeCommit),
                    fuse.burns_down_at(Point::InsideCommit),
                )
            })
            .collect();
        assert_eq!(
            burnt,
            [
                (false, false),
                (false, false),
                (false, true),
                (false, false)
            ]
        );
    }

    #[test]
    fn every_point_is_armed_by_its_name() {
        for point in Point::ALL {
            let fault: Fault = point.name().parse().unwrap();
            let deed = Deed::Abort;
            assert_eq!(
                fault,
                Fault {
                    point,
                    hits: 1,
                    deed
                }
            );
        }
    }

    #[test]
    fn what_cannot_be_armed_is_told() {
        let told = ["nowhere", "after_flush:0", "after_flush:soon"]
            .map(|text| text.parse::<Fault>().unwrap_err())
            .join("\n");
        expect![[r#"
            no failpoint is called "nowhere"; there are before_commit, inside_commit, after_commit_before_apply, inside_apply, after_apply, before_flush, inside_flush, after_flush, before_append, after_append
            "0" is not a number of hits from 1 on
            "soon" is not a number of hits from 1 on"#]]
        .assert_eq(&told);
    }
}
