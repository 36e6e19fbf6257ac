//! The signs of the picture: boxes, lines, arrows, text. One style sheet for light and dark screens; every foreign text is escaped here.

use super::text::width;

/// Sizes of text.
pub(super) const TITLE: u32 = 16;
pub(super) const NAME: u32 = 14;
pub(super) const SMALL: u32 = 11;

const STYLE: &str = "\
    text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;fill:#1d2129}\
    .label{paint-order:stroke;stroke:#fff;stroke-width:5px;stroke-linejoin:round}\
    .paper{fill:#fff}.quiet{fill:#59616d}.strong{font-weight:600}\
    .box{fill:#f6f7f9;stroke:#59616d;stroke-width:1.2}.step{stroke-width:2}.end{fill:#e6f2ea}\
    .line{fill:none;stroke:#59616d;stroke-width:1.4}.thick{stroke-width:2.4}\
    .dashed{stroke-dasharray:6 4}.dotted{stroke-dasharray:1.5 4;stroke-linecap:round}\
    .tip,.dot{fill:#59616d}.bar{fill:#59616d}.rule{stroke:#c9ced6;stroke-width:1}\
    @media(prefers-color-scheme:dark){text{fill:#e7eaee}.label{stroke:#15181d}.paper{fill:#15181d}.quiet{fill:#a7b0bc}\
    .box{fill:#20252d;stroke:#a7b0bc}.end{fill:#1d3327}.line{stroke:#a7b0bc}\
    .tip,.dot,.bar{fill:#a7b0bc}.rule{stroke:#3a424d}}";

/// How a line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pen {
    /// The success path.
    Thick,
    /// What sales says.
    Plain,
    /// Vetoes and time.
    Dashed,
    /// Where a stage beside the path stands.
    Dotted,
}

/// What is painted so far. It grows as things are painted; its height and width are written at the end.
pub(super) struct Canvas {
    title: String,
    body: String,
    right: u32,
    bottom: u32,
}

impl Canvas {
    pub(super) fn new(title: &str) -> Self {
        Self {
            title: escaped(title),
            body: String::new(),
            right: 0,
            bottom: 0,
        }
    }

    /// Text whose base line begins there.
    pub(super) fn text(&mut self, at: (u32, u32), size: u32, class: &str, text: &str) {
        self.reach(at.0 + width(text, size), at.1);
        self.body.push_str(&format!(
            "<text x=\"{}\" y=\"{}\" font-size=\"{size}\" class=\"{class}\">{}</text>\n",
            at.0,
            at.1,
            escaped(text)
        ));
    }

    /// Text around the middle `at.0`.
    pub(super) fn centered(&mut self, at: (u32, u32), size: u32, class: &str, text: &str) {
        self.reach(at.0 + width(text, size) / 2, at.1);
        self.body.push_str(&format!(
            "<text x=\"{}\" y=\"{}\" font-size=\"{size}\" text-anchor=\"middle\" class=\"{class}\">{}</text>\n",
            at.0,
            at.1,
            escaped(text)
        ));
    }

    /// A box with round corners.
    pub(super) fn rounded(&mut self, (x, y): (u32, u32), (width, height): (u32, u32), class: &str) {
        self.reach(x + width, y + height);
        self.body.push_str(&format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"7\" class=\"box {class}\"/>\n"
        ));
    }

    /// A box that is passed and not rested in: pointed at both sides.
    pub(super) fn pointed(&mut self, (x, y): (u32, u32), (width, height): (u32, u32), class: &str) {
        self.reach(x + width, y + height);
        let (right, bottom, middle) = (x + width, y + height, y + height / 2);
        self.body.push_str(&format!(
            "<path d=\"M{x} {middle}L{} {y}H{}L{right} {middle}L{} {bottom}H{}Z\" class=\"box {class}\"/>\n",
            x + 12,
            right - 12,
            right - 12,
            x + 12
        ));
    }

    /// A thick left edge.
    pub(super) fn bar(&mut self, (x, y): (u32, u32), height: u32) {
        self.body.push_str(&format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"4\" height=\"{height}\" class=\"bar\"/>\n"
        ));
    }

    /// A line through points, with an arrow at its end if wanted.
    pub(super) fn line(&mut self, points: &[(u32, u32)], pen: Pen, has_tip: bool) {
        let mut path = String::new();
        for (index, &(x, y)) in points.iter().enumerate() {
            self.reach(x, y);
            path.push_str(&format!("{}{x} {y}", if index == 0 { "M" } else { "L" }));
        }
        let class = match pen {
            Pen::Thick => "line thick",
            Pen::Plain => "line",
            Pen::Dashed => "line dashed",
            Pen::Dotted => "line dotted",
        };
        let tip = if has_tip {
            " marker-end=\"url(#tip)\""
        } else {
            ""
        };
        self.body
            .push_str(&format!("<path d=\"{path}\" class=\"{class}\"{tip}/>\n"));
    }

    /// A place where lines meet.
    pub(super) fn dot(&mut self, (x, y): (u32, u32)) {
        self.body.push_str(&format!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"3.2\" class=\"dot\"/>\n"
        ));
    }

    /// A thin line across.
    pub(super) fn rule(&mut self, left: u32, right: u32, y: u32) {
        self.body.push_str(&format!(
            "<path d=\"M{left} {y}H{right}\" class=\"rule\"/>\n"
        ));
    }

    fn reach(&mut self, x: u32, y: u32) {
        self.right = self.right.max(x);
        self.bottom = self.bottom.max(y);
    }

    /// The document.
    pub(super) fn finish(self) -> String {
        const MARGIN: u32 = 24;
        let (width, height) = (self.right + MARGIN, self.bottom + MARGIN);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\">\n<title>{}</title>\n<style>{STYLE}</style>\n\
             <defs><marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" \
             markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto-start-reverse\">\
             <path d=\"M0 0L10 5L0 10Z\" class=\"tip\"/></marker></defs>\n\
             <rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>\n{}</svg>\n",
            self.title, self.body
        )
    }
}

/// Text as it may stand in XML. What is no character of XML was taken out when the picture was made.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            letter => out.push(letter),
        }
    }
    out
}
