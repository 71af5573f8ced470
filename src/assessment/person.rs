//! The people whom records name, as `Name <mail>`: told apart by their mail addresses.

/// The mail address of `Name <mail>`, without case; the whole text where there is none.
#[must_use]
pub fn mail(person: &str) -> String {
    let inside = person.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(mail, _)| mail);
    inside.unwrap_or(person).trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::mail;

    #[test]
    fn a_person_is_known_by_the_mail_address() {
        for (person, address) in [
            ("Lee Owner <LEE@example.org>", "lee@example.org"),
            ("somebody else < lee@example.org >", "lee@example.org"),
            ("lee@example.org", "lee@example.org"),
            ("Lee Owner", "lee owner"),
            ("Lee <lee@example.org", "lee <lee@example.org"),
        ] {
            assert_eq!(mail(person), address, "{person}");
        }
    }
}
