//! Lists of what is to be checked: CSV, TOML and bills of materials, with the place of every line.

use plimsoll::exchange::list::{Form, read};
use plimsoll::exchange::requests::{LineMeaning, RequestList, context};
use plimsoll::identity::Index;
use plimsoll::problem::Source;
use plimsoll::tool::Tool;

use crate::support::root;

fn list(name: &str, text: &str) -> RequestList {
    let source = Source::new(name, text);
    let form = Form::of(&source);
    read(&source, form, &known())
}

fn known() -> Index {
    let mut known = Index::of_catalogue();
    let mut own = Tool::default();
    own.identifiers.insert("purl".to_owned(), vec!["pkg:huggingface/Qwen/Qwen3-8B".to_owned()]);
    own.identifiers.insert("pypi".to_owned(), vec!["Our_Helper".to_owned()]);
    known.add("our-model", &own);
    known
}

/// A line in short: its place, what it asks, or the codes of what is wrong with it.
fn shown(list: &RequestList) -> Vec<String> {
    let item = |item: &plimsoll::exchange::requests::ListedLine| {
        let what = match &item.what {
            LineMeaning::Asked(asked) => {
                let request = &asked.request;
                let levels: Vec<String> =
                    request.context.iter().map(|(factor, level)| format!("{factor}={level}")).collect();
                let parts = [
                    Some(asked.tool.clone()),
                    asked.usage.as_ref().map(|usage| format!("/{usage}")),
                    (!levels.is_empty()).then(|| format!(" {}", levels.join(","))),
                    request.client_version.as_ref().map(|version| format!(" v{version}")),
                    request.edition.as_ref().map(|edition| format!(" {edition}")),
                    request.team.as_ref().map(|team| format!(" by {team}")),
                ];
                parts.into_iter().flatten().collect()
            }
            LineMeaning::Unknown(name) => format!("? {name}"),
            LineMeaning::Bad(tool, problems) => {
                let codes: Vec<&str> = problems.0.iter().map(|problem| problem.code.as_str()).collect();
                format!("{} ! {}", tool.clone().unwrap_or_default(), codes.join(", "))
            }
        };
        format!("{}:{} {what}", item.line, item.column)
    };
    list.items.iter().map(item).collect()
}

#[test]
fn a_csv_is_a_request_a_row() {
    let text = "tool,use,context,client-version,edition,team\n\
                claude-code,product-engineering,\"data=2,autonomy=1\",2.1,Enterprise,payments\n\
                \n\
                qoder\n\
                chatgpt,,data=9,,,\n\
                ,x,,,,\n\
                \"a\nb\",,,,,\n\
                vllm,,data=1;egress=0,,,\n";
    assert_eq!(
        shown(&list("list.csv", text)),
        [
            "2:1 claude-code/product-engineering autonomy=1,data=2 v2.1 Enterprise by payments",
            "4:1 qoder",
            "5:1 chatgpt ! bad-text",
            "6:1  ! missing-key",
            "7:1 a\nb",
            "9:1 vllm data=1,egress=0",
        ]
    );
    // Semicolons, a byte order mark, and columns in any order are fine.
    assert_eq!(shown(&list("list.csv", "\u{feff}use;tool\r\nx;qoder\r\n")), ["2:1 qoder/x"]);
    // A column that nobody knows is an error of its own; the rows are read all the same.
    assert_eq!(shown(&list("list.csv", "tool,usage\nqoder,x\n")), ["1:6  ! unknown-key", "2:1 qoder"]);
    for (text, expected) in [
        ("", &["1:1  ! missing-key"][..]),
        ("tool\n", &["1:1  ! missing-key"]),
        ("name\nqoder\n", &["1:1  ! missing-key"]),
        // Prohibited in one country: that is said, not dropped.
        ("tool,\nqoder,in Germany\n", &["2:1 qoder ! unknown-key"]),
        ("tool,use\nqoder,a,b\n", &["2:1 qoder ! syntax"]),
        ("tool\n\"qoder\n", &["2:1 qoder ! syntax"]),
    ] {
        assert_eq!(shown(&list("list.csv", text)), expected, "{text:?}");
    }
}

#[test]
fn a_toml_is_a_request_a_table() {
    let text = "schema = 1\n\
                [[check]]\ntool = \"claude-code\"\nuse = \"x\"\ncontext = { data = 2, autonomy = 1 }\nteam = \"payments\"\n\
                [[check]]\ntool = \"qoder\"\ncontext = \"data=1\"\nclient-version = \"2.1\"\nedition = \"Team\"\n\
                [[check]]\nuse = \"x\"\n\
                [[check]]\ntool = \"chatgpt\"\nteem = \"x\"\n\
                [[check]]\ntool = \"vllm\"\ncontext = { data = 9 }\n";
    assert_eq!(
        shown(&list("list.toml", text)),
        [
            "2:1 claude-code/x autonomy=1,data=2 by payments",
            "7:1 qoder data=1 v2.1 Team",
            "12:1  ! missing-key",
            "14:1 chatgpt ! unknown-key",
            "17:1 vllm ! out-of-range",
        ]
    );
    for (text, expected) in [
        ("schema = 1\n", &["1:1  ! missing-key"][..]),
        ("[[check]]\ntool = \"qoder\"\n", &["1:1 qoder ! missing-key"]),
        ("schema = 9\n[[check]]\ntool = \"qoder\"\n", &["1:10  ! newer-schema"]),
        ("schema = 1\nchecks = []\n", &["2:1  ! unknown-key", "1:1  ! missing-key"]),
        ("schema = 1\n[[check]]\ntool = qoder\n[[check]]\ntool = \"vllm\"\n", &["2:1 qoder ! syntax", "4:1 vllm"]),
    ] {
        let mut found = shown(&list("list.toml", text));
        let mut expected: Vec<String> = expected.iter().map(|line| (*line).to_owned()).collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{text:?}");
    }
}

#[test]
fn a_bill_of_materials_is_the_ai_tools_in_it() {
    let text = r#"{ "bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
 { "type": "library", "name": "serde", "purl": "pkg:cargo/serde@1.0.0" },
 { "type": "library", "group": "@anthropic-ai", "name": "claude-code", "version": "2.1.0",
   "components": [ { "type": "library", "name": "openai", "purl": "pkg:pypi/OpenAI@1.99.0" } ] },
 { "type": "application", "name": "Cursor" },
 { "type": "application", "name": "Claude Code" }, { "type": "application", "name": "GitHub Copilot" },
 { "type": "library", "name": "q", "version": "1.5.1", "purl": "pkg:npm/q@1.5.1" },
 { "type": "machine-learning-model", "group": "Qwen", "name": "Qwen3-8B", "purl": "pkg:huggingface/Qwen/Qwen3-8B@main" },
 { "type": "machine-learning-model", "group": "deepseek", "name": "deepseek-chat" },
 { "type": "library", "name": "our-helper", "purl": "pkg:pypi/our.helper@3" },
 { "type": "file", "name": 7 },
 { "type": "file" },
 "what"
] }"#;
    let list = list("bom.json", text);
    assert_eq!(
        shown(&list),
        [
            "3:2 claude-code v2.1.0",
            "4:20 openai-api v1.99.0",
            "5:2 cursor",
            "6:2 claude-code",
            "6:52 github-copilot",
            "8:2 our-model vmain",
            "9:2 deepseek-weights",
            "10:2 our-model v3",
            "11:2  ! wrong-type",
            "12:2  ! missing-key",
            "13:2  ! wrong-type",
        ]
    );
    assert_eq!(list.others, 2);
}

#[test]
fn what_is_no_bill_of_materials_is_not_taken_for_one() {
    for (text, expected) in [
        ("{", "1:1  ! syntax"),
        ("[]", "1:2  ! syntax"),
        ("{}", "1:1  ! wrong-type"),
        (r#"{"bomFormat":"SPDX","components":[]}"#, "1:1  ! wrong-type"),
        (r#"{"bomFormat":"CycloneDX","components":{}}"#, "1:26  ! wrong-type"),
        ("\u{feff}{\n\"bomFormat\":\"CycloneDX\",\n\"components\":[{\"name\":\"x\"},]}", "3:28  ! syntax"),
        ("<bom/>", "1:1  ! syntax"),
    ] {
        assert_eq!(shown(&list("bom.json", text)), [expected], "{text}");
    }
    // A scan that recognised nothing is no clean scan.
    for parts in [
        "",
        r#","components":null"#,
        r#","components":[]"#,
        r#","services":[],"components":[]"#,
        r#","metadata":{"component":{"name":"app"},"tools":{"components":[{"name":"cdxgen"}]}}"#,
    ] {
        let text = format!(r#"{{"bomFormat":"CycloneDX"{parts}}}"#);
        assert_eq!(shown(&list("bom.json", &text)), ["1:1  ! missing-key"], "{text}");
    }
    let deep = |depth: usize| {
        let open = r#"{"name":"x","components":["#.repeat(depth);
        format!(r#"{{"bomFormat":"CycloneDX","components":[{open}{}]}}"#, "]}".repeat(depth))
    };
    assert!(list("bom.json", &deep(60)).items.is_empty());
    for depth in [70, 10_000] {
        let found = shown(&list("bom.json", &deep(depth)));
        assert!(found.len() == 1 && found[0].contains('!'), "{found:?}");
    }
}

#[test]
fn the_form_is_told_by_the_name_else_by_how_it_begins() {
    for (name, text, form) in [
        ("a.csv", "{", Form::Csv),
        ("a.tsv", "tool", Form::Csv),
        ("a.TOML", "", Form::Toml),
        ("a.cdx.json", "", Form::CycloneDx),
        ("list", " {", Form::CycloneDx),
        ("list", "schema = 1", Form::Toml),
        ("list", "# a list\n", Form::Toml),
        ("-", "tool,use\n", Form::Csv),
    ] {
        assert_eq!(Form::of(&Source::new(name, text)), form, "{name} {text}");
    }
}

#[test]
fn levels_are_written_as_on_the_command_line() {
    for (text, expected) in [
        ("", Ok("")),
        ("data=2,autonomy=1", Ok("autonomy=1,data=2")),
        (" data=0; egress=4 ", Ok("data=0,egress=4")),
        ("data", Err("`data` is not a factor level: write `data=LEVEL`")),
        ("data=5", Err("`5` is not a level: data has the levels 0 to 4")),
        ("data=-1", Err("`-1` is not a level: data has the levels 0 to 4")),
        ("data=", Err("`` is not a level: data has the levels 0 to 4")),
        ("data=1,data=1", Err("data is given twice")),
    ] {
        let found = context(text).map(|levels| {
            levels.iter().map(|(factor, level)| format!("{factor}={level}")).collect::<Vec<_>>().join(",")
        });
        assert_eq!(found, expected.map(str::to_owned).map_err(str::to_owned), "{text}");
    }
}

#[test]
fn a_tool_is_found_wherever_a_bill_of_materials_has_it() {
    for (text, expected) in [
        (r#""services":[{"provider":{"name":"OpenAI"},"name":"ChatGPT"}]"#, &["1:38 chatgpt"][..]),
        (r#""services":[{"name":"chat","endpoints":["https://chat.openai.com/"]}]"#, &["1:38 chatgpt"]),
        (r#""components":[{"name":"a","pedigree":{"ancestors":[{"name":"Cursor"}]}}]"#, &["1:77 cursor"]),
        (r#""components":[{"name":"a"}],"metadata":{"component":{"name":"cursor.exe"}}"#, &["1:78 cursor"]),
        (r#""components":[{"group":"Anthropic","name":"claude-code"}]"#, &["1:40 claude-code"]),
        (
            r#""components":[{"name":"x","cpe":"cpe:2.3:a:anthropic:claude_code:1:*:*:*:*:*:*:*"}]"#,
            &["1:40 claude-code"],
        ),
        (r#""components":[{"name":"pad","name":"Cursor"}]"#, &["1:40 cursor"]),
        (
            r#""components":[{"name":"Cursor","version":" "},null,[],7]"#,
            &["1:40 cursor", "1:67  ! wrong-type", "1:67  ! wrong-type", "1:67  ! wrong-type"],
        ),
        (r#""components":[{"name":"org/x","modelCard":{}}]"#, &["1:40 ? org/x"]),
        (r#""components":[{"name":"x","bom-ref":"pkg:npm/@anthropic-ai/claude-code@1"}]"#, &["1:40 claude-code v1"]),
        (r#""components":[{"name":"x","purl":["pkg:npm/@anthropic-ai/claude-code"]}]"#, &["1:40  ! wrong-type"]),
    ] {
        let text = format!(r#"{{"bomFormat":"CycloneDX",{text}}}"#);
        assert_eq!(shown(&list("bom.json", &text)), expected, "{text}");
    }
}

#[test]
fn a_line_calls_a_tool_as_people_do() {
    let named = |text: &str| {
        let mut list = list("list.csv", text);
        list.name(&known(), |id| id == "cursor");
        shown(&list)
    };
    assert_eq!(
        named(
            "tool,use\nClaude Code,x\nCLAUDE-CODE,x\n@anthropic-ai/claude-code,x\ncursor,x\nnobody,x\nchat.openai.com,x\n"
        ),
        [
            "2:1 claude-code/x",
            "3:1 claude-code/x",
            "4:1 claude-code/x",
            "5:1 cursor/x",
            "6:1 nobody/x",
            "7:1 chatgpt/x"
        ]
    );
}

#[test]
fn a_list_has_a_bound_that_is_said() {
    use plimsoll::exchange::requests::MOST;
    let found = list("list.csv", &format!("tool\n{}", "x\n".repeat(MOST + 5)));
    assert_eq!(found.items.len(), MOST);
    assert!(shown(&found).last().unwrap().contains("too-large"));
    let found = list("list.csv", &format!("tool\n{}\n", ",".repeat(2_000)));
    assert_eq!(shown(&found), ["2:1  ! too-large"]);
    let models = r#"{"type":"machine-learning-model","name":"m"},"#.repeat(MOST + 5);
    let found =
        list("bom.json", &format!(r#"{{"bomFormat":"CycloneDX","components":[{}]}}"#, models.trim_end_matches(',')));
    assert_eq!(found.items.len(), MOST + 1);
    assert!(shown(&found).last().unwrap().contains("too-large"));
}

#[test]
fn bills_of_materials_that_other_programs_wrote_are_read() {
    let samples = root().join("../shared/evidence/samples/cyclonedx");
    if !samples.is_dir() {
        println!("../shared is not here: the samples of CycloneDX are not read");
        return;
    }
    for (file, found, others) in [
        ("cdxgen-12.8.4-aibom.json", 3, 1),
        ("cdxgen-12.8.4-sbom-mcp.json", 2, 2),
        ("valid-machine-learning-1.6.json", 1, 0),
        ("valid-machine-learning-1.7.json", 1, 0),
    ] {
        let list = list(file, &std::fs::read_to_string(samples.join(file)).unwrap());
        assert!(list.problems().0.is_empty(), "{file}: {}", list.problems());
        assert!(list.items.len() >= found && list.others >= others, "{file}: {:?}, {}", shown(&list), list.others);
    }
}
