//! A report as one self-contained page: no request leaves it, it reads without script, in light and
//! dark, on a phone and on paper. Templates lay it out; an organisation may replace some of them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use minijinja::value::Rest;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State as Rendering, UndefinedBehavior, context};

use crate::document::writer::is_invisible;
use crate::person::name_in;

use super::{Clean, Report, Unrendered};
use crate::report::picture::{self, Ground, escaped};
use crate::report::theme::{Logo, Theme};
use crate::report::view::one_use::FIRST_CONDITIONS;
use crate::report::view::{PortfolioReport, UseReport};
use crate::report::wording;

/// The program's templates by name. Those marked may be replaced by a file of the same name.
const TEMPLATES: [(&str, bool, &str); 6] = [
    ("head.html", false, include_str!("head.html")),
    ("page.html", true, include_str!("page.html")),
    ("parts.html", true, include_str!("parts.html")),
    ("use.html", true, include_str!("use.html")),
    ("triage.html", true, include_str!("triage.html")),
    ("portfolio.html", true, include_str!("portfolio.html")),
];

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// How much an organisation's template may compute: as much for any report, and more for each byte that
/// there is to tell. One of it pays for a step, or for 64 bytes of text.
const FUEL: u64 = 1_000_000;
const FUEL_PER_BYTE: u64 = 8;

/// Lays a report out.
///
/// # Errors
/// Where an organisation's template is wrong.
pub(super) fn render(report: &Clean, theme: &Theme) -> Result<Vec<u8>, Unrendered> {
    let (name, view, pictures, provenance) = match &**report {
        Report::Use(view) => ("use.html", serde_json::to_value(view), of_use(view), &view.meta.provenance),
        Report::Triage(view) => ("triage.html", serde_json::to_value(view), Vec::new(), &view.meta.provenance),
        Report::Portfolio(view) => {
            ("portfolio.html", serde_json::to_value(view), of_portfolio(view), &view.meta.provenance)
        }
    };
    let view = view.map_err(|error| Unrendered::Template(error.to_string()))?;
    let told = u64::try_from(view.to_string().len()).unwrap_or(u64::MAX);
    let environment = environment(theme, FUEL.saturating_add(told.saturating_mul(FUEL_PER_BYTE)));
    let pictures: std::collections::BTreeMap<&str, Value> =
        pictures.into_iter().map(|(name, svg)| (name, Value::from_safe_string(svg))).collect();
    let style = style(theme, view["meta"]["classification"].as_str().unwrap_or_default());
    let context = context! {
        view => Value::from(Serde(&view)),
        pictures => pictures,
        // Ids, days and digests: nothing in it is markup, and it must stay as it is.
        provenance => Value::from_safe_string(provenance.clone()),
        words => &theme.words,
        first_conditions => FIRST_CONDITIONS,
        organisation => &theme.organisation,
        footer => &theme.footer,
        // Base64 and one of two media types: nothing in it is markup.
        logo => theme.logo.as_ref().map(|logo| Value::from_safe_string(logo_source(theme, logo))),
        logo_text => theme.logo.as_ref().map(|logo| logo.text.as_str()),
        style => Value::from_safe_string(style),
        script => Value::from_safe_string(SCRIPT.to_owned()),
        script_hash => BASE64.encode(sha256(SCRIPT.as_bytes())),
    };
    let page =
        environment.get_template(name).and_then(|template| template.render(context)).map_err(|error| wrong(&error))?;
    // What keeps a page from making requests, and what proves where it is from, no template leaves out.
    let head = page.get(..page.len().min(2000)).unwrap_or(&page);
    if !head.contains("Content-Security-Policy") || !head.contains(provenance.as_str()) {
        return Err(Unrendered::Template(
            "the template's page does not begin with `{% include \"head.html\" %}` in its <head>".to_owned(),
        ));
    }
    Ok(page.into_bytes())
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).to_vec()
}

fn environment(theme: &Theme, fuel: u64) -> Environment<'static> {
    let mut environment = Environment::new();
    // Everything is HTML, whatever a template is called.
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_fuel(Some(fuel));
    // A mistake has its place; every value around it, which a template may have made large, has none.
    environment.set_debug(false);
    environment.set_recursion_limit(60);
    let own = theme.files.clone();
    environment.set_loader(move |name| {
        let known = TEMPLATES.iter().find(|(known, ..)| *known == name);
        if known.is_none_or(|(_, replaceable, _)| *replaceable)
            && let Some(bytes) = own.get(name)
        {
            return Ok(String::from_utf8(bytes.clone()).ok());
        }
        Ok(known.map(|(_, _, text)| (*text).to_owned()))
    });
    // The fuel counts what is computed, not how wide somebody wants it.
    narrow(&mut environment, "format", Value::from_function(minijinja::filters::format));
    narrow(&mut environment, "indent", Value::from_function(minijinja::filters::indent));
    environment.add_filter("points", |text: String| -> Result<Value, Error> {
        // The minus of figures is as wide as a digit.
        Ok(Value::from(text.replace('-', "\u{2212}")))
    });
    environment.add_filter("days", wording::days);
    environment.add_filter("whole_days", |text: String| Value::from_safe_string(whole_days(&text)));
    environment.add_filter("person", |text: String| -> String { name_in(&text).to_owned() });
    environment.add_filter("upper_first", |text: String| -> String {
        let mut characters = text.chars();
        characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
    });
    environment
}

/// The widest that a template may ask for something to be.
const WIDEST: i64 = 1_000;

/// Puts a filter in place that pads texts, and refuses widths that would fill the memory.
fn narrow(environment: &mut Environment<'static>, name: &'static str, filter: Value) {
    environment.add_filter(name, move |state: &mut Rendering<'_, '_>, values: Rest<Value>| -> Result<Value, Error> {
        let wide = |value: &Value| i64::try_from(value.clone()).is_ok_and(|width| width > WIDEST);
        let named = |value: &Value| value.get_attr("width").is_ok_and(|width| wide(&width));
        // `%1000d`, and `%*d`, whose width comes as a value.
        let asked = |text: &str| {
            text.split('%').skip(1).any(|rest| {
                rest.split(|sign: char| !sign.is_ascii_digit()).take(3).any(|digits| digits.len() > 3)
                    || rest.trim_start_matches(['-', '+', ' ', '#', '0', '.']).starts_with('*')
            })
        };
        let too_wide = match name {
            "format" => values.first().and_then(Value::as_str).is_some_and(asked),
            _ => values.iter().skip(1).any(|value| wide(value) || named(value)),
        };
        if too_wide {
            return Err(Error::new(
                ErrorKind::InvalidOperation,
                format!("`{name}` is asked for more than {WIDEST} columns"),
            ));
        }
        filter.call(state, &values)
    });
}

/// A text for HTML in which no line breaks within a day such as `2026-11-22`.
fn whole_days(text: &str) -> String {
    let escaped = escaped(text);
    let is_day = |part: &str| {
        part.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
    };
    let mut out = String::new();
    let mut rest = escaped.as_str();
    while let Some(character) = rest.chars().next() {
        match rest.get(..10).filter(|part| is_day(part)) {
            Some(day) => {
                out.push_str(&format!("<span class=\"nowrap\">{day}</span>"));
                rest = &rest[10..];
            }
            None => {
                out.push(character);
                rest = &rest[character.len_utf8()..];
            }
        }
    }
    out
}

/// A template's mistake with its place.
fn wrong(error: &Error) -> Unrendered {
    let place = match (error.name(), error.line()) {
        (Some(name), Some(line)) => format!("{name}:{line}: "),
        _ => String::new(),
    };
    let fuel = if error.kind() == ErrorKind::OutOfFuel { " (a template may not compute that much)" } else { "" };
    Unrendered::Template(format!("the template is wrong: {place}{error:#}{fuel}"))
}

/// The style sheet: the program's, the organisation's colours, its own rules, and the margins of paper.
fn style(theme: &Theme, classification: &str) -> String {
    let mut style = STYLE
        .replace("/*accent*/#14466b", &theme.accent)
        .replace("/*accent-dark*/#9cc7ea", &theme.accent_dark)
        .replace("/*classification*/", &css_text(classification));
    if let Some(own) = &theme.style {
        style.push_str(own);
    }
    style
}

/// A text inside quotes of a style sheet.
fn css_text(text: &str) -> String {
    let escaped = text.chars().take(200).map(|character| match character {
        character if character.is_alphanumeric() || matches!(character, ' ' | ',' | '.' | '-' | ':') => {
            character.to_string()
        }
        character if is_invisible(character) => String::new(),
        character => format!("\\{:x} ", u32::from(character)),
    });
    escaped.collect()
}

fn logo_source(theme: &Theme, logo: &Logo) -> String {
    let bytes = theme.files.get(&logo.name).map_or(&[][..], Vec::as_slice);
    format!("data:{};base64,{}", logo.media, BASE64.encode(bytes))
}

fn of_use(view: &UseReport) -> Vec<(&'static str, String)> {
    let mut pictures = Vec::new();
    if let Some(page) = &view.decision {
        pictures.push(("bars", picture::bars(&page.bars, Ground::Page, "bars")));
    }
    if let Some(flow) = view.context.as_ref().and_then(|context| context.flow.as_ref()) {
        pictures.push(("flow", picture::flow(flow, Ground::Page, "flow")));
    }
    if let Some(result) = &view.result {
        pictures.push(("map", picture::map(&result.map, Ground::Page, "map")));
    }
    if let Some(waterfall) = view.why.as_ref().and_then(|why| why.waterfall.as_ref()) {
        pictures.push(("waterfall", picture::waterfall(waterfall, Ground::Page, "waterfall")));
    }
    if let Some(history) = view.history.as_ref().filter(|history| history.picture.points.len() > 1) {
        pictures.push(("history", picture::history(&history.picture, Ground::Page, "history")));
    }
    pictures
}

fn of_portfolio(view: &PortfolioReport) -> Vec<(&'static str, String)> {
    vec![
        ("distribution", picture::distribution(&view.distribution, Ground::Page, "distribution")),
        ("heat", picture::heat(&view.map, Ground::Page, "heat")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::view::portfolio::UseRow;
    use crate::report::view::{Meta, TierView};

    #[test]
    fn a_thousand_uses_fit_one_page_with_fuel_to_spare() {
        let row = |at: usize| UseRow {
            tool: format!("a-tool-with-a-long-name-{at}"),
            tool_name: format!("A tool with a long name, number {at}"),
            use_title: "a-use-with-a-long-name-as-well".to_owned(),
            vendor: "A vendor with its full legal name GmbH & Co. KG".to_owned(),
            tier: Some(TierView::new("moderate", 1, 4)),
            review_due: "2027-05-21".to_owned(),
            overdue_days: 12,
            ..UseRow::default()
        };
        let provenance = "plimsoll-report/1 end".to_owned();
        let view = PortfolioReport {
            meta: Meta { provenance, ..Meta::default() },
            uses: (0..1000).map(row).collect(),
            ..PortfolioReport::default()
        };
        let report = Clean::of(&Report::Portfolio(Box::new(view))).unwrap();
        let page = String::from_utf8(render(&report, &Theme::default()).unwrap()).unwrap();
        assert_eq!(page.matches("a-use-with-a-long-name-as-well").count(), 1000);
        assert!(page.len() < 2 << 20, "{} bytes", page.len());
    }

    #[test]
    fn a_day_stays_on_one_line_and_markup_stays_text() {
        let made = whole_days("from 2026-11-22 <b> 名 1234-56-7");
        assert_eq!(made, "from <span class=\"nowrap\">2026-11-22</span> &lt;b&gt; 名 1234-56-7");
    }

    #[test]
    fn a_classification_stays_inside_its_quotes() {
        assert_eq!(css_text("internal"), "internal");
        assert_eq!(css_text("a\"; } body { x: url(y)"), "a\\22 \\3b  \\7d  body \\7b  x: url\\28 y\\29 ");
        assert_eq!(css_text("</style>\u{202e}"), "\\3c \\2f style\\3e ");
    }
}
