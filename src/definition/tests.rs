//! Agreements as people write them, and what they are told.
use super::*;
#[test]
fn the_sample_compiles() {
    let loaded = parse(&[("default.toml", SAMPLE)]).map_err(|e| panic!("{e}")).unwrap();
    assert_eq!(loaded.warnings, []);
    println!("{:#?}", loaded.definitions.versions());
}
