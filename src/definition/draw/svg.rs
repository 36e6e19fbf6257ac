//! The stages as an SVG that needs no script: the success path in one row from left to right, the stages beside it below the one where they stand,
//! and under the picture everything that moves a lead, as a list.
//!
//! `text.rs` knows how wide words are, `layout.rs` where boxes stand and lines run, `paint.rs` how they look.

mod layout;
mod list;
mod paint;
mod text;

use super::picture::Picture;
use crate::lead::definition::Definition;
use layout::Layout;
use paint::Canvas;

/// An SVG document of a version.
#[must_use]
pub fn svg(definition: &Definition) -> String {
    let picture = Picture::of(definition);
    let layout = Layout::of(&picture);
    let mut canvas = Canvas::new(&picture.title);
    layout.paint(&picture, &mut canvas);
    list::paint(&picture, layout.bottom(), layout.width(), &mut canvas);
    canvas.finish()
}
