//! Typesetting: a template, data and pictures in, a PDF out. The only file that knows the typesetter's
//! interface, which changes with each of its releases.

use std::collections::{BTreeMap, BTreeSet};

use typst::diag::SourceDiagnostic;
use typst::foundations::{Bytes, Smart};
use typst::{World as _, WorldExt as _};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::glyphs::Fitter;
use super::world::{Fonts, Memory};

/// What a document is made of.
pub(super) struct Input {
    /// The template to begin with.
    pub(super) main: &'static str,
    /// The templates, in Typst, by name.
    pub(super) templates: Vec<(String, String)>,
    /// What the template reads as `view.json`.
    pub(super) data: serde_json::Value,
    /// What it was made from and how; two documents with the same provenance are the same.
    pub(super) provenance: String,
    /// Pictures as SVG, by file name.
    pub(super) pictures: Vec<(String, String)>,
    /// Other files, by name: a logo.
    pub(super) files: Vec<(String, Vec<u8>)>,
    /// Fonts that go before those of the program, by name.
    pub(super) fonts: Vec<(String, Vec<u8>)>,
    /// The program that makes it.
    pub(super) creator: String,
}

/// A finished document.
#[derive(Debug)]
pub struct Printed {
    /// The file.
    pub bytes: Vec<u8>,
    /// Characters that no font has; boxes stand for them.
    pub replaced: BTreeSet<char>,
    /// The standards that the file keeps.
    pub standards: &'static str,
}

/// What a document may promise, the most first. The program's own fonts allow all of it; a foreign
/// script in an organisation's font may not be archivable, since PDF/A wants every glyph to map to a letter.
const PROMISES: [(&str, &[PdfStandard]); 3] = [
    ("PDF/UA-1 and PDF/A-2a", &[PdfStandard::A_2a, PdfStandard::Ua_1]),
    ("PDF/UA-1", &[PdfStandard::Ua_1]),
    ("tagged PDF 1.7", &[PdfStandard::V_1_7]),
];

/// Sets and prints a document. The same input gives the same bytes.
///
/// # Errors
/// What the typesetter says against the template or a file.
pub(super) fn print(input: Input) -> Result<Printed, String> {
    let fonts = Fonts::new(&input.fonts).map_err(|name| format!("`{name}` is not a font that can be read"))?;
    let mut fitter = Fitter::new(|character| fonts.cover(character));
    let mut data = input.data;
    // What a picture says in words is read aloud; it takes no room, however long it is.
    let mut said = data["pictures"].take();
    fitter.value(&mut data);
    let long = fitter.long;
    fitter.value(&mut said);
    data["pictures"] = said;
    let mut files = BTreeMap::new();
    for (name, svg) in input.pictures {
        files.insert(name, Bytes::from_string(fitter.text(&svg)));
    }
    let Fitter { replaced, .. } = fitter;
    data["replaced"] = replaced.iter().map(|character| format!("U+{:04X}", u32::from(*character))).collect();
    data["theme"]["fonts"] = fonts.own_families().into();
    data["long"] = long.into();
    data["provenance"] = input.provenance.clone().into();
    files.insert("view.json".to_owned(), Bytes::from_string(data.to_string()));
    files.extend(input.files.into_iter().map(|(name, bytes)| (name, Bytes::new(bytes))));
    files.extend(input.templates.into_iter().map(|(name, text)| (name, Bytes::from_string(text))));
    let world = Memory::new(input.main, files, fonts)?;
    let document: PagedDocument = typst::compile(&world).output.map_err(|problems| told(&world, &problems))?;
    let mut refusal = String::new();
    for (standards, list) in PROMISES {
        let options = PdfOptions {
            ident: Smart::Custom(input.provenance.clone()),
            creator: Smart::Custom(Some(input.creator.clone())),
            standards: PdfStandards::new(list).map_err(|problem| problem.message().to_string())?,
            ..PdfOptions::default()
        };
        match typst_pdf::pdf(&document, &options) {
            Ok(bytes) => return Ok(Printed { bytes, replaced, standards }),
            Err(problems) => refusal = told(&world, &problems),
        }
    }
    Err(refusal)
}

/// What the typesetter says, with the place.
fn told(world: &Memory, problems: &[SourceDiagnostic]) -> String {
    let place = |problem: &SourceDiagnostic| {
        let id = problem.span.id()?;
        let line = world.source(id).ok()?.lines().byte_to_line(world.range(problem.span)?.start)?;
        Some(format!(" ({}, line {})", id.vpath().get_without_slash(), line + 1))
    };
    let said = problems.iter().map(|problem| {
        let first = format!("{}{}", problem.message, place(problem).unwrap_or_default());
        let hints = problem.hints.iter().map(|hint| hint.v.to_string());
        std::iter::once(first).chain(hints).collect::<Vec<_>>().join("; ")
    });
    said.collect::<Vec<_>>().join("\n")
}
