//! Mapping files of imports.

use super::{mutated, reworded, target};
use leadfold::ingest::mapping::Mapping;

const OLIST: &str = include_str!("../../../examples/mappings/olist.toml");

const WORDS: [&str; 12] = [
    "[[files.events]]\n",
    "[files]\n",
    "input = \"disposition\"\n",
    "\"{",
    "}\"",
    "99999999999999999999",
    "nan",
    "[[",
    "= {",
    "\"%Y-%m-%d %H:%M:%S\"",
    "lead_id",
    "zone = \"\"\n",
];

#[test]
fn whatever_a_mapping_says_reading_it_answers() {
    target("mapping", 1500, |random| {
        let text = reworded(random, OLIST, &WORDS);
        let _answer = Mapping::parse("m.toml", &text).is_ok();
        let bytes = mutated(random, OLIST.as_bytes());
        let _answer = Mapping::parse("m.toml", &String::from_utf8_lossy(&bytes)).is_ok();
    });
}
