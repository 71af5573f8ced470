//! What a client is told that asks whether it may be used: at its start, before a tool of it is used, or
//! by a script in front of it. What is asked stands in a file beside whoever asks, and nowhere else.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::document::{self, writer::Writer};
use crate::dossier::Asked;
use crate::gate::Request;
use crate::problem::{Problems, Source};

use crate::exchange::requests;

use super::claude_code;
use super::export::{Export, ExportOptions};
use super::rules::Rules;

/// The newest schema of such files that this version reads.
const SCHEMA: i64 = 1;

/// How the answer is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerForm {
    /// As settings on standard output, for the helper of Claude Code.
    Settings,
    /// By the exit code that a hook before a tool's use has: 2 stops it.
    Hook,
    /// By the exit code alone, for a script that goes on only after 0.
    Exec,
}

impl AnswerForm {
    /// Every form, by its word.
    pub const NAMES: [(&'static str, Self); 3] =
        [("settings", Self::Settings), ("hook", Self::Hook), ("exec", Self::Exec)];

    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        Self::NAMES[self as usize].0
    }

    /// The name of a link to the program that answers so.
    #[must_use]
    pub fn of_link(name: &str) -> Option<Self> {
        match name {
            "plimsoll-claude-code" => Some(Self::Settings),
            "plimsoll-hook" => Some(Self::Hook),
            _ => None,
        }
    }
}

/// What is asked, and of which register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inquiry {
    /// The register's folder, from the root.
    pub register: String,
    /// How the answer is given.
    pub form: AnswerForm,
    /// The tool, the use, and within which limits.
    pub asked: Asked,
    /// Whether the settings allow only the MCP servers that are decided on.
    pub allow_list: bool,
}

impl Inquiry {
    /// The file that says so.
    #[must_use]
    pub fn write(&self) -> String {
        // What a server says of its tools is asked by whoever has just asked the server.
        let Request { context, client_version, edition, team, definitions: _ } = &self.asked.request;
        let context: Vec<String> = context.iter().map(|(factor, level)| format!("{factor}={level}")).collect();
        let mut file = Writer::default();
        file.set("schema", SCHEMA)
            .set("register", self.register.as_str())
            .set("form", self.form.as_str())
            .set("tool", self.asked.tool.as_str())
            .set_if("use", self.asked.usage.as_deref())
            .set_if("context", Some(context.join(",")).filter(|context| !context.is_empty()))
            .set_if("client-version", client_version.as_deref())
            .set_if("edition", edition.as_deref())
            .set_if("team", team.as_deref());
        if self.allow_list {
            file.set("allow-list", true);
        }
        file.finish()
    }

    /// Reads such a file.
    ///
    /// # Errors
    /// Where something is wrong with it.
    pub fn read(source: &Arc<Source>) -> Result<Self, Problems> {
        let read = document::read(source, SCHEMA, |top| {
            let text = |key| top.text_if(key).map(|at| at.value);
            let register = top.text("register").map(|at| at.value);
            let tool = top.text("tool").map(|at| at.value);
            let usage = text("use");
            let (client_version, edition, team) = (text("client-version"), text("edition"), text("team"));
            let (form, allow_list) = (top.choice("form", &AnswerForm::NAMES), top.flag("allow-list"));
            let context = match top.text_if("context").map(|at| (requests::context(&at.value), at.range)) {
                Some((Err(title), range)) => {
                    top.report(requests::bad_context(source, range, title));
                    return None;
                }
                Some((Ok(context), _)) => context,
                None => BTreeMap::new(),
            };
            let request = Request { context, client_version, edition, team, definitions: None };
            Some(Self {
                register: register?,
                form: form?.value,
                asked: Asked { tool: tool?, usage, request },
                allow_list,
            })
        });
        read.map(|(question, _)| question)
    }
}

/// What Claude Code is told where it may start.
#[must_use]
pub fn settings(rules: &Rules, allow_list: bool) -> Value {
    let wanted = ExportOptions { allow_list, ..ExportOptions::default() };
    json!({ "managedSettings": claude_code::settings(rules, &wanted, &mut Export::default()) })
}

/// A script that asks, whatever the variables of whoever calls it say; `then` is what it starts afterwards.
#[must_use]
pub fn script(question: &Inquiry, program: &str, file: &str, then: &[String]) -> String {
    let asked = &question.asked;
    let usage = asked.usage.as_ref().map_or_else(String::new, |usage| format!(" in use {usage}"));
    let ask = format!("env -i PATH=/usr/bin:/bin {} enforce answer {}", quoted(program), quoted(file));
    let run = match question.form {
        AnswerForm::Settings => format!("exec {ask}"),
        // Whatever else goes wrong must stop it as well.
        AnswerForm::Hook => format!("{ask} || exit 2"),
        AnswerForm::Exec => {
            let then: Vec<String> = then.iter().map(|word| quoted(word)).collect();
            format!("{ask} || exit\nexec {} \"$@\"", then.join(" "))
        }
    };
    format!(
        "#!/bin/sh\n# Asks the register whether {}{usage} is allowed today. Made by `plimsoll enforce`.\n{run}\n",
        asked.tool
    )
}

/// A word for a shell, which finds nothing in it.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_read_as_it_was_written_and_no_word_is_more_than_a_word() {
        let request = Request {
            context: [("data".to_owned(), 2)].into(),
            client_version: Some("2.1".to_owned()),
            edition: Some("Enter\"prise".to_owned()),
            ..Request::default()
        };
        let asked = Asked { tool: "claude-code".to_owned(), usage: Some("general".to_owned()), request };
        let form = AnswerForm::Exec;
        let question = Inquiry { register: "/srv/it's".to_owned(), form, asked, allow_list: true };
        let text = question.write();
        assert_eq!(Inquiry::read(&Source::new("q.toml", text.clone())).unwrap(), question, "{text}");
        let script = script(&question, "/usr/bin/plimsoll", "/srv/it's.toml", &["a b".to_owned(), "$(c)".to_owned()]);
        assert!(
            script.contains(r"enforce answer '/srv/it'\''s.toml' || exit")
                && script.contains("exec 'a b' '$(c)' \"$@\"")
        );
        for wrong in
            ["schema = 1\nform = \"x\"\ntool = \"a\"\nregister = \"/r\"\n", "schema = 1\n", "schema = 2\n", "x"]
        {
            assert!(Inquiry::read(&Source::new("q.toml", wrong)).is_err(), "{wrong}");
        }
    }
}
