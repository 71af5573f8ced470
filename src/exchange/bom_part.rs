//! What a component or a service of a CycloneDX bill of materials says of itself.

use crate::identity::ItemNames;

/// What a value is, as far as it counts.
pub(super) enum BomValue {
    Nothing,
    Text(String),
    Texts(Vec<String>),
    Other,
}

/// What a component or a service says of itself.
#[derive(Default)]
pub(super) struct BomPart {
    pub(super) kind: Option<String>,
    pub(super) groups: Vec<String>,
    pub(super) names: Vec<String>,
    pub(super) versions: Vec<String>,
    pub(super) providers: Vec<String>,
    pub(super) called: ItemNames,
    pub(super) is_model: bool,
    /// A key whose value is no text.
    pub(super) wrong: Option<String>,
}

impl BomPart {
    /// Keeps what a key says, if it is one that counts. A key may stand twice; then both do.
    pub(super) fn keep(&mut self, key: &str, found: BomValue) {
        match (key, found) {
            ("modelCard", BomValue::Other) => self.is_model = true,
            ("name" | "purl", BomValue::Other) => self.wrong = Some(key.to_owned()),
            ("endpoints", BomValue::Texts(texts)) => self.called.addresses.extend(texts),
            (_, BomValue::Text(text)) => match key {
                "type" => self.kind = Some(text),
                "name" => self.names.push(text),
                "group" => self.groups.push(text),
                "version" => self.versions.push(text),
                "purl" => self.called.urls.push(text),
                // Programs that write bills of materials name a component there by its package, too.
                "bom-ref" if text.trim_start().starts_with("pkg:") => self.called.urls.push(text),
                "provider" => self.providers.push(text),
                "swid" => self.called.names.push(text),
                "cpe" => self.called.names.extend(of_cpe(&text)),
                _ => {}
            },
            _ => {}
        }
    }
}

/// The product that a CPE names, with its vendor and without.
fn of_cpe(cpe: &str) -> Vec<String> {
    let mut parts = cpe.trim_start_matches("cpe:2.3:").trim_start_matches("cpe:/").split(':').skip(1);
    let (vendor, product) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    vec![product.to_owned(), format!("{vendor} {product}")]
}
