//! An organisation's own theme: what a template folder may hold, read strictly. Without one it is the
//! program's.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::document::visible::one_line;
use crate::document::{self, Section, sha256_of};
use crate::problem::{Code, Problem, Problems, Source};

/// The file that makes a folder a template.
pub const MARKER: &str = "template.toml";

/// The newest schema of `template.toml`.
const SCHEMA: i64 = 1;

/// The extensions of the files that are read from a template folder; others are left alone.
pub const EXTENSIONS: [&str; 8] = ["toml", "html", "css", "typ", "svg", "png", "ttf", "otf"];

/// The wording that a template may change, with the program's own.
pub const WORDS: [(&str, &str); 18] = [
    ("decision", "Decision asked for"),
    ("use", "Use and context"),
    ("result", "Result by criterion"),
    ("why", "Why this result"),
    ("conditions", "Conditions and treatment plan"),
    ("unknowns", "Unknowns and stability"),
    ("evidence", "Evidence"),
    ("law", "Law and policy"),
    ("watch", "Monitoring and review"),
    ("history", "Change since the last assessment"),
    ("annex", "Annex"),
    ("signatures", "Signatures"),
    ("portfolio", "AI tools in use"),
    ("high-risk", "High-risk uses"),
    ("all-uses", "All uses"),
    ("overdue", "Overdue"),
    ("waiting", "Waiting for an assessment or a decision"),
    ("concentration", "Concentration"),
];

/// How a report looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// The sha256 of the template; `None` for the program's own theme.
    pub sha256: Option<String>,
    /// The organisation's name, in the head of every report.
    pub organisation: Option<String>,
    /// A line at the foot of every page.
    pub footer: Option<String>,
    /// The colour of headings and rules on white, as `#rrggbb`.
    pub accent: String,
    /// The same on a dark ground.
    pub accent_dark: String,
    /// The logo.
    pub logo: Option<Logo>,
    /// The wording by key: every key of `WORDS`.
    pub words: BTreeMap<String, String>,
    /// The text of `style.css`, which follows the program's own.
    pub style: Option<String>,
    /// Every file of the folder by name.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// A logo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// Its file.
    pub name: String,
    /// Its media type: `image/svg+xml` or `image/png`.
    pub media: &'static str,
    /// What it says, for those who do not see it.
    pub text: String,
}

impl Default for Theme {
    fn default() -> Self {
        Self {
            sha256: None,
            organisation: None,
            footer: None,
            accent: "#14466b".to_owned(),
            accent_dark: "#9cc7ea".to_owned(),
            logo: None,
            words: WORDS.iter().map(|(key, word)| ((*key).to_owned(), (*word).to_owned())).collect(),
            style: None,
            files: BTreeMap::new(),
        }
    }
}

impl Theme {
    /// The theme that these files of a folder make.
    ///
    /// # Errors
    /// Everything wrong with `template.toml`, and with what it names.
    pub fn read(files: BTreeMap<String, Vec<u8>>) -> Result<Self, Problems> {
        let source = |name: &str, bytes: &[u8]| {
            std::str::from_utf8(bytes).map(|text| Source::new(name, text)).map_err(|_| {
                Problems(vec![
                    Problem::error(Code::NotText, &Source::new(name, ""), 0..0, "the file is not UTF-8 text")
                        .help("save it as UTF-8"),
                ])
            })
        };
        let Some(marker) = files.get(MARKER) else {
            let problem = Problem::error(Code::MissingKey, &Source::new(MARKER, ""), 0..0, "the file is not there");
            return Err(Problems(vec![
                problem.help("a template folder has a template.toml with at least `schema = 1`"),
            ]));
        };
        let (mut theme, _) = document::read(&source(MARKER, marker)?, SCHEMA, |top| Some(Self::from(top, &files)))?;
        if let Some(style) = files.get("style.css") {
            let style = source("style.css", style)?;
            check_style(&style)?;
            theme.style = Some(style.text.to_string());
        }
        for (name, bytes) in &files {
            if matches!(extension(name), "html" | "typ") {
                source(name, bytes)?;
            }
        }
        let listed: Vec<String> = files.iter().map(|(name, bytes)| format!("{} {name}\n", sha256_of(bytes))).collect();
        theme.sha256 = Some(document::sha256(&listed.concat()));
        theme.files = files;
        Ok(theme)
    }

    fn from(top: &Section<'_>, files: &BTreeMap<String, Vec<u8>>) -> Self {
        let mut theme = Self {
            organisation: top.text_if("organisation").map(|at| one_line(&at.value)),
            footer: top.text_if("footer").map(|at| one_line(&at.value)),
            ..Self::default()
        };
        let text = top.text_if("logo-text").map(|at| one_line(&at.value));
        if let Some(logo) = top.text_if("logo") {
            let media = match extension(&logo.value) {
                "svg" => Some("image/svg+xml"),
                "png" => Some("image/png"),
                _ => None,
            };
            match media.filter(|_| files.contains_key(&logo.value)) {
                Some(media) => {
                    let said = text.or_else(|| theme.organisation.clone()).unwrap_or_else(|| "Logo".to_owned());
                    theme.logo = Some(Logo { name: logo.value, media, text: said });
                }
                None => top.report(
                    top.problem(Code::UnknownId, "logo", format!("`{}` is not a picture in this folder", logo.value))
                        .help("name an SVG or PNG file that lies beside template.toml"),
                ),
            }
        }
        if let Some(colours) = top.section_if("colours") {
            colours.rename("[colours]");
            theme.accent = colour(&colours, "accent", [255, 255, 255]).unwrap_or(theme.accent);
            theme.accent_dark = colour(&colours, "accent-dark", [0x14, 0x18, 0x1d]).unwrap_or(theme.accent_dark);
            colours.finish();
        }
        if let Some(words) = top.section_if("words") {
            words.rename("[words]");
            for (key, _) in WORDS {
                if let Some(word) = words.text_if(key) {
                    theme.words.insert(key.to_owned(), one_line(&word.value));
                }
            }
            words.finish();
        }
        theme
    }

    /// A word of the report.
    #[must_use]
    pub fn word<'a>(&'a self, key: &'a str) -> &'a str {
        self.words.get(key).map_or(key, String::as_str)
    }
}

/// What stands after the last dot of a file's name.
#[must_use]
pub fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// A style sheet must not fetch anything, nor leave its place.
fn check_style(style: &Arc<Source>) -> Result<(), Problems> {
    let lower = style.text.to_ascii_lowercase();
    let mut problems = Problems::default();
    let mut refuse = |at: usize, length: usize, title: &str| {
        problems.push(
            Problem::error(Code::BadText, style, at..at + length, title)
                .help("a report makes no request: write pictures as data: addresses"),
        );
    };
    for (word, title) in [("@import", "a style sheet imports nothing"), ("</", "a style sheet holds no tags")] {
        for (at, _) in lower.match_indices(word) {
            refuse(at, word.len(), title);
        }
    }
    for (at, _) in lower.match_indices("url(") {
        let inside = lower[at + 4..].trim_start().trim_start_matches(['"', '\'']);
        if !inside.starts_with("data:") && !inside.starts_with('#') {
            refuse(at, 4, "the address is outside the report");
        }
    }
    for (at, _) in lower.match_indices("image-set(") {
        refuse(at, 10, "the address may be outside the report");
    }
    for (at, _) in lower.match_indices('\\') {
        refuse(at, 1, "an escape may hide an address");
    }
    if problems.any_error() { Err(problems) } else { Ok(()) }
}

/// A colour that can be read on a ground.
fn colour(section: &Section<'_>, key: &'static str, ground: [u8; 3]) -> Option<String> {
    let colour = section.text_if(key)?;
    let channel = |at: usize| colour.value.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
    let channels = (colour.value.len() == 7 && colour.value.starts_with('#'))
        .then(|| Some([channel(1)?, channel(3)?, channel(5)?]))
        .flatten();
    let Some(channels) = channels else {
        section.report(
            section
                .problem(Code::BadText, key, format!("`{}` is not a colour", colour.value))
                .help("write it as #rrggbb"),
        );
        return None;
    };
    let contrast = contrast(channels, ground);
    if contrast < 45 {
        section.report(
            section
                .problem(
                    Code::OutOfRange,
                    key,
                    format!("`{}` has a contrast of {}.{}:1", colour.value, contrast / 10, contrast % 10),
                )
                .help("text needs 4.5:1; take a darker colour for `accent`, a lighter one for `accent-dark`"),
        );
        return None;
    }
    Some(colour.value.to_ascii_lowercase())
}

/// The contrast of two colours in tenths, rounded down, as WCAG 2 defines it.
#[expect(clippy::float_arithmetic, reason = "a ratio of light, compared with a limit; no result depends on it")]
fn contrast(a: [u8; 3], b: [u8; 3]) -> u32 {
    let light = |channels: [u8; 3]| {
        let linear = channels.map(|channel| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    };
    let (a, b) = (light(a), light(b));
    let ratio = (a.max(b) + 0.05) / (a.min(b) + 0.05);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 21")]
    let tenths = (ratio * 10.0).floor() as u32;
    tenths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
        list.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn reads_what_an_organisation_sets_and_keeps_the_rest() {
        let text = "schema = 1\norganisation = \"Example\"\nlogo = \"logo.svg\"\n[colours]\naccent = \"#7A0019\"\n[words]\ndecision = \"For decision\"\n";
        let theme =
            Theme::read(files(&[(MARKER, text), ("logo.svg", "<svg/>"), ("style.css", "h1 { color: #000 }")])).unwrap();
        assert_eq!(
            (theme.accent.as_str(), theme.word("decision"), theme.word("why")),
            ("#7a0019", "For decision", "Why this result")
        );
        assert_eq!(theme.logo.unwrap().media, "image/svg+xml");
        assert_eq!(theme.sha256.unwrap().len(), 64);
    }

    #[test]
    fn says_everything_that_is_wrong() {
        let text = "schema = 1\nlogo = \"x.gif\"\ncolour = 1\n[colours]\naccent = \"#eeeeee\"\naccent-dark = \"blue\"\n[words]\ndecison = \"x\"\n";
        let problems = Theme::read(files(&[(MARKER, text)])).unwrap_err();
        let titles: Vec<&str> = problems.0.iter().map(|problem| problem.title.as_str()).collect();
        assert_eq!(titles.len(), 5, "{titles:?}");
        assert!(titles.iter().any(|title| title.contains("1.1:1")), "{titles:?}");
        assert!(Theme::read(BTreeMap::new()).is_err());
    }

    #[test]
    fn a_style_sheet_fetches_nothing() {
        let style = |text: &str| Theme::read(files(&[(MARKER, "schema = 1\n"), ("style.css", text)]));
        assert!(style("p { background: url( 'data:image/png;base64,AA==') }").is_ok());
        for bad in [
            "@IMPORT 'x.css';",
            "p { background: URL(https://example.org/x.png) }",
            "p { background: u\\72l(https://example.org) }",
            "p { background: image-set('https://example.org/x.png' 1x) }",
            "</style><script>",
        ] {
            assert!(style(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn measures_contrast() {
        assert_eq!(contrast([0, 0, 0], [255, 255, 255]), 210);
        assert_eq!(contrast([0x76, 0x76, 0x76], [255, 255, 255]), 45);
        assert_eq!(contrast([0x77, 0x77, 0x77], [255, 255, 255]), 44);
    }
}
