//! A report on paper: the templates in Typst, what they are given, and where the pictures come in.
//! `typeset.rs` sets it, `world.rs` is all that the typesetter may see, `glyphs.rs` makes texts fit.

mod glyphs;
mod typeset;
mod world;

use serde_json::{Value, json};

use self::typeset::Input;
use super::{Clean, Report};
use crate::report::picture::{self, Ground};
use crate::report::theme::Theme;
use crate::report::view::Meta;

pub use self::typeset::Printed;

/// The template of either report, and what both share. A file of the same name in an organisation's
/// template takes its place.
const TEMPLATES: [(&str, &str); 4] = [
    ("use.typ", include_str!("use.typ")),
    ("triage.typ", include_str!("triage.typ")),
    ("portfolio.typ", include_str!("portfolio.typ")),
    ("theme.typ", include_str!("theme.typ")),
];

/// Sets a report. The same report and theme give the same bytes.
///
/// # Errors
/// What the typesetter says against a file of the organisation's template.
pub fn print(report: &Clean, theme: &Theme) -> Result<Printed, String> {
    let (meta, view, main) = match &**report {
        Report::Use(view) => (&view.meta, serde_json::to_value(view), "use.typ"),
        Report::Triage(view) => (&view.meta, serde_json::to_value(view), "triage.typ"),
        Report::Portfolio(view) => (&view.meta, serde_json::to_value(view), "portfolio.typ"),
    };
    // A view has texts for keys and no numbers but whole ones: it cannot fail.
    let mut data = view.unwrap_or_default();
    let pictures = pictures(report);
    data["pictures"] = pictures.iter().map(|one| (one.name.to_owned(), Value::from(one.alt.clone()))).collect();
    data["theme"] = theme_of(theme, meta);
    let templates = TEMPLATES.into_iter().map(|(name, text)| {
        let own = theme.files.get(name).and_then(|bytes| String::from_utf8(bytes.clone()).ok());
        (name.to_owned(), own.unwrap_or_else(|| text.to_owned()))
    });
    let is_font = |name: &str| name.rsplit_once('.').is_some_and(|(_, end)| matches!(end, "ttf" | "otf"));
    let others = theme.files.iter().filter(|(name, _)| !is_font(name) && !TEMPLATES.iter().any(|(own, _)| own == name));
    typeset::print(Input {
        main,
        templates: templates.collect(),
        data,
        provenance: meta.provenance.clone(),
        pictures: pictures.into_iter().map(|one| (format!("pictures/{}.svg", one.name), one.svg)).collect(),
        files: others.map(|(name, bytes)| (name.clone(), bytes.clone())).collect(),
        fonts: theme.files.iter().filter(|(name, _)| is_font(name)).map(|(n, b)| (n.clone(), b.clone())).collect(),
        creator: meta.program.clone(),
    })
}

/// A picture with its text alternative.
struct Picture {
    name: &'static str,
    svg: String,
    alt: String,
}

fn pictures(report: &Report) -> Vec<Picture> {
    let paper = Ground::Paper("Source Sans 3");
    let mut drawn: Vec<(&'static str, String)> = Vec::new();
    match report {
        Report::Use(view) => {
            if let Some(page) = &view.decision {
                drawn.push(("bars", picture::bars(&page.bars, paper, "bars")));
            }
            if let Some(flow) = view.context.as_ref().and_then(|context| context.flow.as_ref()) {
                drawn.push(("flow", picture::flow(flow, paper, "flow")));
            }
            if let Some(result) = &view.result {
                drawn.push(("map", picture::map(&result.map, paper, "map")));
            }
            if let Some(waterfall) = view.why.as_ref().and_then(|why| why.waterfall.as_ref()) {
                drawn.push(("waterfall", picture::waterfall(waterfall, paper, "waterfall")));
            }
            if let Some(history) = view.history.as_ref().filter(|history| history.picture.points.len() > 1) {
                drawn.push(("history", picture::history(&history.picture, paper, "history")));
            }
        }
        Report::Triage(_) => {}
        Report::Portfolio(view) => {
            drawn.push(("distribution", picture::distribution(&view.distribution, paper, "distribution")));
            drawn.push(("heat", picture::heat(&view.map, paper, "heat")));
        }
    }
    drawn.into_iter().map(|(name, svg)| Picture { name, alt: alternative(&svg), svg }).collect()
}

/// What a picture says to those who do not see it: its title and its description.
fn alternative(svg: &str) -> String {
    let element = |name: &str| {
        let (_, rest) = svg.split_once(&format!("<{name} "))?;
        let (_, rest) = rest.split_once('>')?;
        rest.split_once(&format!("</{name}>")).map(|(text, _)| text)
    };
    let said = format!("{}. {}", element("title").unwrap_or_default(), element("desc").unwrap_or_default());
    let marks = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    marks.iter().fold(said, |text, (escaped, plain)| text.replace(escaped, plain))
}

/// What the templates know of an organisation's theme.
fn theme_of(theme: &Theme, meta: &Meta) -> Value {
    json!({
        "organisation": theme.organisation.as_ref().unwrap_or(&meta.register),
        "footer": theme.footer,
        "accent": theme.accent,
        "logo": theme.logo.as_ref().map(|logo| &logo.name),
        "logo_text": theme.logo.as_ref().map(|logo| &logo.text),
        "words": theme.words,
        "paper": "a4",
    })
}
