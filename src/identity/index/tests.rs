//! Each identity finds its tools, and no collision does.

use super::*;

fn index() -> Index {
    let known = |id: &str, scope: DomainScope, identifiers: &[(&str, &[&str])]| CatalogueEntry {
        id: id.to_owned(),
        domain_scope: scope,
        tool: Tool {
            identifiers: identifiers
                .iter()
                .map(|(kind, values)| ((*kind).to_owned(), values.iter().map(|value| (*value).to_owned()).collect()))
                .collect(),
            ..Tool::default()
        },
        ..CatalogueEntry::default()
    };
    let editor: &[(&str, &[&str])] =
        &[("npm", &["editor"]), ("domains", &[".editor.example", "api.shared.example"]), ("binaries", &["ed"])];
    let collisions = vec!["npm:edit is another's".to_owned(), "binary `ed` is a line editor".to_owned()];
    let tools = [
        CatalogueEntry { collisions, ..known("editor", DomainScope::Tool, editor) },
        known(
            "other",
            DomainScope::Tool,
            &[
                ("domains", &["api.shared.example"]),
                ("domain-patterns", &["run.*.cloud.example", "*-ai.cloud.example"]),
            ],
        ),
        known("feature", DomainScope::Product, &[("domains", &[".product.example"]), ("npm", &["feature"])]),
        known(
            "server",
            DomainScope::Tool,
            &[("urls", &["https://mcp.x.example/v1"]), ("commands", &["python -m serve DIR", "npx -y serve-mcp"])],
        ),
        known(
            "model",
            DomainScope::Tool,
            &[("model-prefixes", &["acme-"]), ("purl", &["pkg:huggingface/Acme/Other-8B"])],
        ),
        known("files", DomainScope::Tool, &[("repo-paths", &[".files/", "FILES.md"]), ("home-paths", &["files/"])]),
    ];
    let shared = [("AGENTS.md".to_owned(), vec!["files".to_owned(), "no-tool-of-these".to_owned()])];
    let mut index = Index::of(&tools, &shared);
    index.add("own", &Tool { models: vec!["acme-own".to_owned()], ..Tool::default() });
    index
}

#[test]
fn a_tool_is_found_by_its_own_identities_and_by_nothing_like_them() {
    let index = index();
    let words = |line: &str| Some(Identity::McpCommand(line.split(' ').map(str::to_owned).collect()));
    for (identity, expected) in [
        (Identity::package("npm", "Editor"), "editor"),
        (Identity::package("hackage", "editor"), ""),
        (Identity::package("npm", "edit"), ""),
        (Identity::command("edit"), ""),
        (Identity::host("a.b.editor.example"), "editor"),
        (Identity::host("noteditor.example"), ""),
        (Identity::host("x.api.shared.example"), ""),
        (Identity::host("run.eu.west.cloud.example"), "other"),
        (Identity::host("run.cloud.example"), ""),
        (Identity::host("eu-ai.cloud.example"), "other"),
        (Identity::host("-ai.cloud.example"), ""),
        (Identity::package("npm", "feature"), "feature"),
        (Identity::mcp_url("https://mcp.x.example/v1/tools?k=1"), "server"),
        (Identity::mcp_url("https://mcp.x.example/v10"), ""),
        (words("python -m serve /x"), "server"),
        (words("python -m served"), ""),
        (Identity::package("npm", "serve-mcp"), "server"),
        (Identity::model("openrouter/acme/ACME-9:free"), "model"),
        (Identity::model("notacme-9"), ""),
        (Identity::model("acme/other-8b"), "model"),
        // A model that an entry names is that one, and no longer any that begins so.
        (Identity::model("acme/acme-own"), "own"),
        (Identity::file("./.files/settings.json"), "files"),
        (Identity::file("FILES.md"), "files"),
        (Identity::file("FILES.md/x"), ""),
        (Identity::file("files/x"), ""),
        (Identity::file("~/files/x"), "files"),
        (Identity::name("Editor"), "editor"),
    ] {
        let identity = identity.unwrap();
        let found = index.find(&identity);
        assert_eq!(found.one().unwrap_or_default(), expected, "{identity:?}");
        assert_eq!(found.tools.len(), usize::from(!expected.is_empty()), "{identity:?}");
    }
}

#[test]
fn what_several_share_stands_for_none_of_them() {
    let index = index();
    for (identity, expected, scope, collisions) in [
        (Identity::host("api.shared.example"), "editor other", DomainScope::Tool, ""),
        (Identity::host("www.product.example"), "feature", DomainScope::Product, ""),
        (Identity::file("AGENTS.md"), "files", DomainScope::Shared, ""),
        (Identity::command("/usr/bin/ed"), "editor", DomainScope::Tool, "editor"),
        (Identity::package("npm", "edit"), "", DomainScope::Tool, "editor"),
    ] {
        let identity = identity.unwrap();
        let found = index.find(&identity);
        let ids = |ids: Vec<&String>| ids.into_iter().cloned().collect::<Vec<_>>().join(" ");
        assert_eq!(ids(found.tools.keys().collect()), expected, "{identity:?}");
        assert_eq!((found.one(), found.scope), (None, scope), "{identity:?}");
        assert_eq!(ids(found.collisions.iter().collect()), collisions, "{identity:?}");
    }
}
