//! What a request asks for beyond the tool: the use, and what the limits of a decision are compared with.

use plimsoll::dossier::Asked;
use plimsoll::exchange::requests;
use plimsoll::gate::Request;

// As documentation this would become the help of the command.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct LimitArgs {
    /// The use's id; the tool's only use if omitted
    #[arg(long = "use", value_name = "USE", add = crate::cli::complete::uses())]
    pub usage: Option<String>,
    /// The levels you need; they are compared with the decision's ceiling
    #[arg(long, value_name = "FACTOR=LEVEL,...")]
    context: Option<String>,
    /// The version of the client
    #[arg(long, value_name = "VERSION")]
    client_version: Option<String>,
    /// The edition or plan
    #[arg(long, value_name = "EDITION")]
    edition: Option<String>,
    /// The team
    #[arg(long, value_name = "TEAM")]
    team: Option<String>,
}

impl LimitArgs {
    fn named(&self) -> [(&'static str, &Option<String>); 5] {
        let Self { usage, context, client_version, edition, team } = self;
        [
            ("--use", usage),
            ("--context", context),
            ("--client-version", client_version),
            ("--edition", edition),
            ("--team", team),
        ]
    }

    /// Whether anything is asked for.
    pub fn is_given(&self) -> bool {
        self.named().into_iter().any(|(_, value)| value.is_some())
    }

    /// What is asked about a tool.
    ///
    /// # Errors
    /// What is wrong with an option.
    pub fn asked(&self, tool: &str) -> Result<Asked, String> {
        // A script whose variable is empty asks for something, and nobody knows what.
        for (option, value) in self.named() {
            if value.as_ref().is_some_and(|value| value.trim().is_empty()) {
                return Err(format!("{option} has no value: give one, or leave the option out"));
            }
        }
        let request = Request {
            context: self.context.as_deref().map(requests::context).transpose()?.unwrap_or_default(),
            client_version: self.client_version.clone(),
            edition: self.edition.clone(),
            team: self.team.clone(),
            definitions: None,
        };
        Ok(Asked { tool: tool.to_owned(), usage: self.usage.clone(), request })
    }
}
