//! What the typesetter may see: one template, the data, the pictures and the fonts, all in memory.
//! It has no disk, no network and no clock.

use std::collections::BTreeMap;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};

/// The fonts inside the program: one family for text, one face for hashes.
const FONTS: [&[u8]; 4] = [
    include_bytes!("fonts/SourceSans3-Regular.ttf"),
    include_bytes!("fonts/SourceSans3-SemiBold.ttf"),
    include_bytes!("fonts/SourceSans3-Italic.ttf"),
    include_bytes!("fonts/SourceCodePro-Regular.ttf"),
];

/// The fonts at hand, the organisation's own first.
#[derive(Debug)]
pub(super) struct Fonts {
    list: Vec<Font>,
    own: usize,
    book: LazyHash<FontBook>,
}

impl Fonts {
    /// The fonts of the program behind those given.
    ///
    /// # Errors
    /// The name of the first file that is no font.
    pub(super) fn new(own: &[(String, Vec<u8>)]) -> Result<Self, String> {
        let mut fonts = Vec::new();
        for (name, bytes) in own {
            let before = fonts.len();
            fonts.extend(Font::iter(Bytes::new(bytes.clone())));
            if fonts.len() == before {
                return Err(name.clone());
            }
        }
        let own = fonts.len();
        fonts.extend(FONTS.into_iter().filter_map(|bytes| Font::new(Bytes::new(bytes), 0)));
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        Ok(Self { list: fonts, own, book })
    }

    /// The families of the organisation's own fonts, in the order of their files.
    pub(super) fn own_families(&self) -> Vec<String> {
        let mut families: Vec<String> = Vec::new();
        for font in &self.list[..self.own] {
            let family = font.info().family.clone();
            if !families.contains(&family) {
                families.push(family);
            }
        }
        families
    }

    /// Whether a character can be set with any of them.
    pub(super) fn cover(&self, character: char) -> bool {
        self.list.iter().any(|font| font.info().coverage.contains(u32::from(character)))
    }
}

/// Everything that one document is made of, and all that the typesetter can reach.
pub(super) struct Memory {
    library: LazyHash<Library>,
    fonts: Fonts,
    main: Source,
    files: BTreeMap<String, Bytes>,
}

impl Memory {
    /// A world of these files, by name, of which one is the template to begin with.
    ///
    /// # Errors
    /// What is wrong with the name of the template.
    pub(super) fn new(main: &str, files: BTreeMap<String, Bytes>, fonts: Fonts) -> Result<Self, String> {
        let path = VirtualPath::new(main).map_err(|problem| problem.to_string())?;
        let id = RootedPath::new(VirtualRoot::Project, path).intern();
        let text = files.get(main).and_then(|bytes| bytes.as_str().ok()).unwrap_or_default();
        let main = Source::new(id, text.to_owned());
        Ok(Self { library: LazyHash::new(Library::default()), fonts, main, files })
    }
}

impl World for Memory {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            return Ok(self.main.clone());
        }
        let bytes = self.file(id)?;
        Ok(Source::new(id, bytes.as_str().map_err(|_| FileError::InvalidUtf8)?.to_owned()))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let file = match id.root() {
            VirtualRoot::Project => self.files.get(id.vpath().get_without_slash()),
            VirtualRoot::Package(_) => None,
        };
        file.cloned().ok_or_else(|| FileError::NotFound(id.vpath().get_without_slash().into()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.list.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
