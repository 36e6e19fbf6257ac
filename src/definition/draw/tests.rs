//! Pictures of the default agreement and of hostile names.

use super::{mermaid, svg};
use crate::definition::diff::tests::everything::everything;
use crate::lead::definition::{Stage, StageKind};
use expect_test::{expect, expect_file};

#[test]
fn scratch() {
    std::fs::write("/tmp/scratch-tools/a.svg", svg(&everything())).unwrap();
    std::fs::write("/tmp/scratch-tools/a.mmd", mermaid(&everything())).unwrap();
}
