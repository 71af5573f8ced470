//! Clients that ask whether they may be used: what is written for them, and the answer.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use plimsoll::date::Day;
use plimsoll::document::is_path_id;
use plimsoll::dossier::{self, Asked};
use plimsoll::exchange::enforce::answer::{AnswerForm, Inquiry, script, settings};
use plimsoll::exchange::enforce::{Rules, consumer::Consumer};
use plimsoll::exchange::findings::{Finding, Findings};
use plimsoll::gate::Verdict;
use plimsoll::register::{Register, disk};
use serde_json::json;

use crate::cli::arguments::limits::LimitArgs;
use crate::cli::print::terminal::{self, plain, say};
use crate::cli::print::{diagnostics, verdict};
use crate::cli::{Exit, Global, git, locate, now};

use super::verify::writable_by_others;

#[derive(Debug, clap::Args)]
pub struct HookArgs {
    /// The tool's id
    #[arg(add = crate::cli::complete::tools())]
    tool: String,
    /// Where to write the hook
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    #[command(flatten)]
    limits: LimitArgs,
}

#[derive(Debug, clap::Args)]
pub struct ExecArgs {
    /// The tool's id
    #[arg(add = crate::cli::complete::tools())]
    tool: String,
    /// Where to write the script
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    #[command(flatten)]
    limits: LimitArgs,
    /// The command that it starts, behind `--`; whatever the script is called with follows
    #[arg(last = true, required = true, value_name = "COMMAND")]
    then: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub struct AnswerArgs {
    /// The file that says what is asked
    #[arg(value_name = "FILE")]
    question: PathBuf,
}

/// Writes the helper of Claude Code, and prints the setting that names it.
pub(super) fn helper(output: &Path, limits: &LimitArgs, allow_list: bool, global: &Global) -> anyhow::Result<Exit> {
    let asked = limits.asked("claude-code").map_err(anyhow::Error::msg)?;
    let path = write(output, AnswerForm::Settings, asked, allow_list, &[], global)?;
    let place = Consumer::named("claude-code").map_or("", |consumer| consumer.path);
    say(&format!("put this into {place}:"));
    terminal::print(&terminal::json(&json!({ "policyHelper": { "path": path } }))?)?;
    Ok(Exit::Yes)
}

/// Writes a hook, and prints the setting that names it.
pub(super) fn hook(args: &HookArgs, global: &Global) -> anyhow::Result<Exit> {
    let asked = args.limits.asked(&args.tool).map_err(anyhow::Error::msg)?;
    let path = write(&args.output, AnswerForm::Hook, asked, false, &[], global)?;
    say("a hook that is not there stops nothing; put this into the managed settings of the client:");
    let hook = json!([{ "matcher": "*", "hooks": [{ "type": "command", "command": path }] }]);
    terminal::print(&terminal::json(&json!({ "hooks": { "PreToolUse": hook } }))?)?;
    Ok(Exit::Yes)
}

/// Writes a script that asks, and then starts a command.
pub(super) fn exec(args: &ExecArgs, global: &Global) -> anyhow::Result<Exit> {
    if !Path::new(&args.then[0]).is_absolute() {
        bail!("give the command by its whole path: `{}` could be found anywhere", plain(&args.then[0]));
    }
    let asked = args.limits.asked(&args.tool).map_err(anyhow::Error::msg)?;
    write(&args.output, AnswerForm::Exec, asked, false, &args.then, global)?;
    Ok(Exit::Yes)
}

/// Writes a script and, beside it, what it asks; gives the script's path.
fn write(
    output: &Path,
    form: AnswerForm,
    asked: Asked,
    allow_list: bool,
    then: &[String],
    global: &Global,
) -> anyhow::Result<String> {
    let register = locate::register(global)?;
    let text = |path: PathBuf| -> anyhow::Result<String> {
        let text = path.into_os_string().into_string().ok().filter(|text| !text.chars().any(char::is_control));
        text.context("a path here is not plain text: choose another place")
    };
    let path = text(std::path::absolute(output)?)?;
    let root = text(register.root().canonicalize()?)?;
    let program = text(std::env::current_exe()?)?;
    if !is_path_id(&asked.tool) {
        bail!("`{}` is not a valid tool id", plain(&asked.tool));
    }
    if then.iter().any(|word| word.chars().any(char::is_control)) {
        bail!("the command holds a control character");
    }
    let stands = dossier::check(&register, &asked, global.day()?);
    let question = Inquiry { register: root, form, asked, allow_list };
    let file = format!("{path}.toml");
    disk::replace(Path::new(&file), question.write())?;
    disk::replace(Path::new(&path), script(&question, &program, &file, then))?;
    #[cfg(unix)]
    for (path, mode) in [(&path, 0o755), (&file, 0o644)] {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))?;
    }
    say(&format!("wrote {} and {}", plain(&path), plain(&file)));
    let word = match stands.verdict.exit() {
        Exit::Yes => "it is allowed".to_owned(),
        _ => stands
            .verdict
            .reasons
            .first()
            .map_or_else(String::new, |reason| format!("it says no: {}: {}", reason.code.as_str(), reason.text())),
    };
    say(&plain(&format!("as of {}, {word}", stands.verdict.day)));
    Ok(path)
}

/// Answers by a file.
pub(super) fn answer(args: &AnswerArgs) -> anyhow::Result<Exit> {
    answer_by(&args.question, None)
}

/// How the program answers by the name that it was called by, and the path of the link.
pub fn link(called: Option<OsString>) -> Option<(AnswerForm, PathBuf)> {
    let path = PathBuf::from(called?);
    let form = AnswerForm::of_link(path.file_stem()?.to_str()?)?;
    Some((form, path))
}

/// Answers whoever called the program by a link, by the file beside it.
pub fn answer_link(form: AnswerForm, path: &Path) -> anyhow::Result<Exit> {
    if path.parent().is_none_or(|folder| folder.as_os_str().is_empty()) {
        bail!("call it by its whole path: the file that says what is asked lies beside it");
    }
    let mut file = path.as_os_str().to_owned();
    file.push(".toml");
    answer_by(Path::new(&file), Some(form))
}

fn answer_by(path: &Path, form: Option<AnswerForm>) -> anyhow::Result<Exit> {
    if let Some(who) = writable_by_others(path)? {
        bail!("{}: {who}, so it decides nothing", plain(&path.display().to_string()));
    }
    let question = Inquiry::read(&disk::read(path)?)?;
    let form = form.unwrap_or(question.form);
    if form != question.form {
        bail!("{} is for the form {}", plain(&path.display().to_string()), question.form.as_str());
    }
    let day = Day::of_unix_seconds(now()?).context("the clock shows a day that no calendar has")?;
    let register = Register::open(Path::new(&question.register))?;
    let finding = Finding::new(dossier::check(&register, &question.asked, day), None, None);
    let (register_name, asked) = (Some(register.config().name.clone()), vec![question.asked.tool.clone()]);
    let mut all = Findings { day, register: register_name, findings: vec![finding], of_list: false, others: 0, asked };
    git::bear_out(&register, &mut all, Verdict::exit);
    let exit = all.exit();
    if exit != Exit::Yes {
        for finding in &all.findings {
            diagnostics::say(&finding.answer.problems);
        }
        let said = verdict::text(&all, false);
        say(anstream::adapter::strip_str(&said).to_string().trim_end());
        // A hook stops what is about to happen with 2, and lets it pass with 1.
        return Ok(if form == AnswerForm::Hook { Exit::CouldNot } else { exit });
    }
    if form == AnswerForm::Settings {
        let rules = Rules::of(&register, day, &std::collections::BTreeSet::new())?;
        terminal::print(&format!("{}\n", settings(&rules, question.allow_list)))?;
    }
    Ok(Exit::Yes)
}
