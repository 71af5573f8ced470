//! One file of which a framework is made, as a record pins it.

use std::sync::{Arc, OnceLock};

use crate::document;
use crate::problem::Source;

/// One file of which a framework is made, as a record pins it.
#[derive(Clone, Debug)]
pub struct Part {
    /// The id of the file's framework.
    pub id: String,
    /// Its version, which rises with every change of the content.
    pub version: String,
    /// The text itself.
    pub source: Arc<Source>,
    /// Worked out once, where somebody asks for it.
    sha256: OnceLock<String>,
}

impl Part {
    /// The file with this text.
    #[must_use]
    pub fn new(id: String, version: String, source: Arc<Source>) -> Self {
        Self { id, version, source, sha256: OnceLock::new() }
    }

    /// The sha256 of its bytes, in lower-case hexadecimal.
    #[must_use]
    pub fn sha256(&self) -> &str {
        self.sha256.get_or_init(|| document::sha256(&self.source.text))
    }
}

impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        (&self.id, &self.version, &self.source) == (&other.id, &other.version, &other.source)
    }
}

impl Eq for Part {}
