//! How an identity reads, with nothing in it that could be a key.

use crate::identity::Identity;

/// The longest part of an address that is shown as it is: keys are longer.
const LONGEST_PART: usize = 24;

/// An identity for people and for output: of a command only the program, and the script or module that it is
/// given; of an address no part that looks like a key.
#[must_use]
pub fn shown(identity: &Identity) -> String {
    match identity {
        Identity::McpCommand(words) => command(words),
        Identity::McpUrl(url) => {
            let Some((scheme, rest)) = url.split_once("://") else { return url.clone() };
            let parts: Vec<&str> = rest.split('/').collect();
            let shown = parts.iter().enumerate().map(|(at, part)| if at > 0 && is_key(part) { "…" } else { part });
            format!("{scheme}://{}", shown.collect::<Vec<_>>().join("/"))
        }
        other => other.to_string(),
    }
}

/// Whether a part of an address looks like a key: long, or with letters and digits mixed at random.
fn is_key(part: &str) -> bool {
    let count = |test: fn(&u8) -> bool| part.bytes().filter(test).count();
    let digits = count(u8::is_ascii_digit);
    let mixed = digits > 0 && count(u8::is_ascii_uppercase) > 0 && count(u8::is_ascii_lowercase) > 0;
    part.len() > LONGEST_PART || (part.len() >= 12 && (digits >= 3 || mixed)) || part.starts_with("sk-")
}

/// Programs that run what the next word names.
const INTERPRETERS: [&str; 9] = ["node", "python", "python3", "deno", "bun", "ruby", "php", "java", "dotnet"];

fn command(words: &[String]) -> String {
    let last = |word: &str| word.rsplit(['/', '\\']).next().unwrap_or(word).to_owned();
    let Some((program, rest)) = words.split_first() else { return String::new() };
    let program = last(program);
    match rest {
        [option, module, ..] if option == "-m" => format!("{program} -m {module}"),
        [script, ..] if INTERPRETERS.contains(&program.as_str()) || script.starts_with(['.', '/', '~']) => {
            format!("{program} {}", last(script))
        }
        _ => program,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_could_be_a_key_is_shown() {
        let words = |text: &str| Identity::McpCommand(text.split(' ').map(str::to_owned).collect());
        for (identity, expected) in [
            (words("node /home/ada/secret-project/server.js sk-123"), "node server.js"),
            (words("python -m mcp_server_fetch hunter2"), "python -m mcp_server_fetch"),
            (words("my-server hunter2"), "my-server"),
            (words("npx ./local"), "npx local"),
            (
                Identity::mcp_url("https://mcp.zapier.com/api/mcp/s/NjYxM2EzYzA5YTJkMTQ/mcp").unwrap(),
                "https://mcp.zapier.com/api/mcp/s/…/mcp",
            ),
            (Identity::mcp_url("https://mcp.sentry.dev/mcp?key=1").unwrap(), "https://mcp.sentry.dev/mcp"),
        ] {
            assert_eq!(shown(&identity), expected);
        }
    }
}
