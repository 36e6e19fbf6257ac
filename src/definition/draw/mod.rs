//! The stages of an agreement as a picture: as Mermaid, which other tools draw, and as an SVG of our own, which any browser shows.
//!
//! `picture.rs` gathers what there is to draw; [`mermaid()`] and [`svg()`] only draw. Neither knows the rules.

mod mermaid;
mod picture;
mod svg;

#[cfg(test)]
mod tests;

pub use mermaid::mermaid;
pub use svg::svg;
