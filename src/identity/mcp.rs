//! How an MCP server is started or reached, read down to what it is: a package, an image, an address.

use super::Identity;

/// An MCP server as a configuration starts or reaches it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct McpLaunch {
    /// What it is, whatever label it has.
    pub identity: Identity,
    /// The version or the tag that is asked for; `None` where whatever is newest is taken.
    pub version: Option<String>,
}

/// Programs that fetch a package and run it, with the ecosystem, the words that may follow them first,
/// and the options that name the package.
const RUNNERS: &[(&str, &str, &[&str], &[&str])] = &[
    ("npx", "npm", &[], &["-p", "--package"]),
    ("bunx", "npm", &[], &["-p", "--package"]),
    ("pnpx", "npm", &[], &["--package"]),
    ("pnpm", "npm", &["dlx", "exec"], &["--package"]),
    ("yarn", "npm", &["dlx"], &["-p", "--package"]),
    ("npm", "npm", &["exec", "x"], &["--package"]),
    ("bun", "npm", &["x"], &["--package"]),
    ("uvx", "pypi", &[], &["--from"]),
    ("uv", "pypi", &["tool", "run", "x"], &["--from"]),
    ("pipx", "pypi", &["run"], &["--spec"]),
];
/// Their options that take a value which is no package.
const WITH_VALUE: &[&str] = &["--with", "--python", "--index-url", "--registry", "--cache", "-c", "--call", "--dir"];
/// Options of `docker run` that stand alone; any other without `=` takes the next word.
const DOCKER_ALONE: &[&str] = &[
    "-i",
    "-t",
    "-d",
    "-it",
    "-ti",
    "--rm",
    "--init",
    "--interactive",
    "--tty",
    "--detach",
    "--privileged",
    "--read-only",
    "--no-healthcheck",
    "-P",
    "--publish-all",
    "--quiet",
    "-q",
];
/// Programs that pass on to an address, which is what counts.
const BRIDGES: [&str; 4] = ["mcp-remote", "supergateway", "mcp-proxy", "@smithery/cli"];

/// What starts or reaches a server.
pub(super) fn launch(command: Option<&str>, args: &[String], url: Option<&str>) -> Option<McpLaunch> {
    if let Some(identity) = url.and_then(Identity::mcp_url) {
        return Some(McpLaunch { identity, version: None });
    }
    let whole = command?.trim();
    // A command may be written as one text with its arguments; a path may have blanks.
    let is_path = whole.split_whitespace().next().is_some_and(|first| first.contains(['/', '\\']));
    let mut words: Vec<String> = if args.is_empty() && !is_path {
        whole.split_whitespace().map(str::to_owned).collect()
    } else {
        std::iter::once(whole.to_owned()).chain(args.iter().cloned()).collect()
    };
    unwrap(&mut words);
    let program = program(words.first()?);
    let rest = &words[1..];
    if let Some((_, ecosystem, verbs, naming)) = RUNNERS.iter().find(|(name, ..)| *name == program) {
        return fetched(&program, ecosystem, verbs, naming, rest).or_else(|| own(&words));
    }
    if matches!(program.as_str(), "docker" | "podman" | "nerdctl") {
        return image(rest).or_else(|| own(&words));
    }
    if BRIDGES.contains(&program.as_str()) {
        return bridged(rest).or_else(|| own(&words));
    }
    own(&words)
}

fn program(word: &str) -> String {
    match Identity::command(word) {
        Some(Identity::Command(name)) => name,
        _ => String::new(),
    }
}

/// Takes off what only starts something else: a shell, `env` with its variables, `sudo`.
fn unwrap(words: &mut Vec<String>) {
    // Each turn takes a word away.
    while let Some(first) = words.first() {
        match program(first).as_str() {
            "cmd" if words.get(1).is_some_and(|word| word.eq_ignore_ascii_case("/c")) => {
                words.drain(..2);
            }
            "bash" | "sh" | "zsh" if words.get(1).is_some_and(|word| matches!(word.as_str(), "-c" | "-lc")) => {
                let line = words.get(2).cloned().unwrap_or_default();
                *words = line.split_whitespace().map(|word| word.trim_matches(['"', '\'']).to_owned()).collect();
            }
            "env" | "sudo" | "exec" | "nohup" => {
                words.remove(0);
                while let Some(option) = words.first().filter(|word| word.starts_with('-') || word.contains('=')) {
                    let takes_value = matches!(option.as_str(), "-u" | "-g" | "-C" | "--user" | "--group" | "--chdir");
                    words.drain(..if takes_value { words.len().min(2) } else { 1 });
                }
            }
            _ => return,
        }
    }
}

/// The package that a runner fetches.
fn fetched(program: &str, ecosystem: &str, verbs: &[&str], naming: &[&str], words: &[String]) -> Option<McpLaunch> {
    let mut words = words.iter().map(String::as_str).peekable();
    if !verbs.is_empty() {
        while words.peek().is_some_and(|word| verbs.contains(word)) {
            words.next();
        }
    }
    let (mut named, mut run) = (None, None);
    while let Some(word) = words.next() {
        if word == "--" {
            run = run.or_else(|| words.next());
            break;
        }
        if let Some((option, value)) = word.split_once('=').filter(|(option, _)| naming.contains(option)) {
            named = Some(value).filter(|_| !option.is_empty());
        } else if naming.contains(&word) {
            named = words.next();
        } else if WITH_VALUE.contains(&word) {
            words.next();
        } else if !word.starts_with('-') {
            run = Some(word);
            break;
        }
    }
    let spec = named.or(run)?;
    if named.is_none() && program == "npm" && run.is_none() {
        return None;
    }
    let (name, version) = of_spec(spec);
    if BRIDGES.contains(&name) {
        let rest: Vec<String> = words.map(str::to_owned).collect();
        if let Some(bridged) = bridged(&rest) {
            return Some(bridged);
        }
    }
    if let Some(repository) = spec.strip_prefix("git+").or_else(|| spec.strip_prefix("github:").map(|_| spec)) {
        return of_repository(repository);
    }
    // A folder on this machine is in no registry.
    if name.starts_with(['.', '/', '~']) || name.contains('\\') {
        return None;
    }
    let identity = Identity::package(ecosystem, name)?;
    Some(McpLaunch { identity, version })
}

/// A package and its version: `@scope/name@1.2`, `name==1.2`, `name[extra]`.
fn of_spec(spec: &str) -> (&str, Option<String>) {
    let (name, version) = match spec.char_indices().skip(1).filter(|(_, sign)| *sign == '@').last() {
        Some((at, _)) => (&spec[..at], Some(&spec[at + 1..])),
        None => spec.split_once("==").map_or((spec, None), |(name, version)| (name, Some(version))),
    };
    let name = name.split(['[', '>', '<', '~', '!']).next().filter(|name| !name.is_empty()).unwrap_or(name);
    // `latest` is whatever is newest.
    let version = version.filter(|version| !matches!(*version, "" | "latest" | "*" | "next"));
    (name, version.map(str::to_owned))
}

/// A repository that is run as it stands there.
fn of_repository(spec: &str) -> Option<McpLaunch> {
    let (address, version) = match spec.rsplit_once('@') {
        Some((address, version)) if !version.contains('/') => (address, Some(version.to_owned())),
        _ => spec.split_once('#').map_or((spec, None), |(address, version)| (address, Some(version.to_owned()))),
    };
    let path = address.strip_prefix("github:").or_else(|| {
        let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
        rest.rsplit('@').next()?.strip_prefix("github.com").map(|rest| rest.trim_start_matches(['/', ':']))
    });
    let identity = match path {
        Some(path) => {
            let path = path.split(['#', '?']).next().unwrap_or(path).trim_end_matches(".git");
            Identity::package("github", path)
        }
        None => Identity::mcp_url(address.trim_end_matches(".git")),
    };
    Some(McpLaunch { identity: identity?, version })
}

/// The image that a container is made of.
fn image(words: &[String]) -> Option<McpLaunch> {
    let mut words = words.iter().map(String::as_str).skip_while(|word| *word != "run");
    words.next()?;
    while let Some(word) = words.next() {
        if !word.starts_with('-') {
            let digest = word.split_once('@').map(|(_, digest)| digest.to_owned());
            let last = word.rsplit('/').next().unwrap_or(word);
            let tag = last.split('@').next().and_then(|last| last.split_once(':')).map(|(_, tag)| tag.to_owned());
            let version = digest.or(tag).filter(|version| version != "latest");
            return Some(McpLaunch { identity: Identity::image(word)?, version });
        }
        if !DOCKER_ALONE.contains(&word) && !word.contains('=') {
            words.next();
        }
    }
    None
}

/// The address that a bridge passes on to.
fn bridged(words: &[String]) -> Option<McpLaunch> {
    let identity = words.iter().filter(|word| word.contains("://")).find_map(|word| Identity::mcp_url(word))?;
    Some(McpLaunch { identity, version: None })
}

/// A program of its own. Values of options can be keys, so only the words before the first option count,
/// and the option that says how.
fn own(words: &[String]) -> Option<McpLaunch> {
    let program = Some(program(words.first()?)).filter(|program| !program.is_empty())?;
    let mut kept = vec![program];
    for word in &words[1..] {
        if word == "-m" {
            kept.push(word.clone());
        } else if word.starts_with('-') || word.contains('=') || word.contains("://") {
            break;
        } else {
            kept.push(word.clone());
        }
    }
    Some(McpLaunch { identity: Identity::McpCommand(kept), version: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_what_is_started_and_not_what_it_is_called() {
        for (line, kind, expected, version) in [
            ("npx -y @upstash/context7-mcp@3.1.0", "package", "npm:@upstash/context7-mcp", Some("3.1.0")),
            ("npx @playwright/mcp@latest", "package", "npm:@playwright/mcp", None),
            ("npx --package=@scope/tool bin", "package", "npm:@scope/tool", None),
            ("npx -p @scope/tool@1 -- bin", "package", "npm:@scope/tool", Some("1")),
            ("cmd /c npx -y x-mcp", "package", "npm:x-mcp", None),
            ("C:\\node\\npx.cmd -y x-mcp", "package", "npm:x-mcp", None),
            ("env TOKEN=1 sudo -u me npx x-mcp", "package", "npm:x-mcp", None),
            ("env TOKEN=1 npx x-mcp", "package", "npm:x-mcp", None),
            ("pnpm dlx x-mcp", "package", "npm:x-mcp", None),
            ("bunx x-mcp", "package", "npm:x-mcp", None),
            ("uvx mcp-server-fetch==1.2", "package", "pypi:mcp-server-fetch", Some("1.2")),
            ("uvx --from Some_Pkg[cli] run-it", "package", "pypi:some-pkg", None),
            ("uv tool run mcp-server-git", "package", "pypi:mcp-server-git", None),
            ("pipx run mcp-server-git", "package", "pypi:mcp-server-git", None),
            ("uvx --from git+https://github.com/acme/tools@main run", "package", "github:acme/tools", Some("main")),
            (
                "docker run -i --rm -e KEY ghcr.io/github/github-mcp-server:1",
                "image",
                "ghcr.io/github/github-mcp-server",
                Some("1"),
            ),
            ("docker run --rm -i --mount type=bind,src=/x,dst=/y mcp/fetch", "image", "mcp/fetch", None),
            (
                "npx mcp-remote https://mcp.crm.example/mcp?key=1 --header X",
                "mcp-url",
                "https://mcp.crm.example/mcp",
                None,
            ),
            ("node /home/ada/server.js --key=1", "mcp-command", "node /home/ada/server.js", None),
            ("python -m mcp_server_fetch --token x", "mcp-command", "python -m mcp_server_fetch", None),
            ("npx ./local", "mcp-command", "npx ./local", None),
        ] {
            let mut words = line.split_whitespace().map(str::to_owned);
            let command = words.next();
            let args: Vec<String> = words.collect();
            let found = launch(command.as_deref(), &args, None).unwrap();
            assert_eq!(found.identity.kind().as_str(), kind, "{line}");
            assert_eq!(found.identity.to_string(), expected, "{line}");
            assert_eq!(found.version.as_deref(), version, "{line}");
        }
        let found = launch(Some("npx -y x-mcp"), &[], None).unwrap();
        assert_eq!(found.identity.to_string(), "npm:x-mcp");
        let found = launch(Some("bash"), &["-c".to_owned(), "npx -y x-mcp".to_owned()], None).unwrap();
        assert_eq!(found.identity.to_string(), "npm:x-mcp");
        let found = launch(None, &[], Some("https://mcp.x.example/mcp/?key=1")).unwrap();
        assert_eq!(found.identity, Identity::McpUrl("https://mcp.x.example/mcp".to_owned()));
        assert_eq!(launch(None, &[], None), None);
        assert_eq!(launch(Some(" "), &[], None), None);
    }
}
