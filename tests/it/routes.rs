//! `highest-route/1` with results worked out by hand: the cases of `tests/cases/route.toml`.

use std::collections::BTreeMap;

use plimsoll::answers::file;
use plimsoll::assessment::Triage;
use plimsoll::framework::bundled::Bundled;
use plimsoll::framework::triage::Route;
use plimsoll::framework::{Loaded, load};
use plimsoll::problem::Source;
use plimsoll::score::route;
use serde_json::{Value, json};

#[test]
fn every_route_is_the_one_that_was_worked_out() {
    let text = include_str!("../cases/route.toml");
    let cases: toml::Table = toml::from_str(text).unwrap();
    let part = |key: &str| cases["framework"][key].as_str().unwrap();
    let day = "2026-11-22".parse().unwrap();
    let mut count = 0;
    for case in cases["case"].as_array().unwrap() {
        count += 1;
        let lines = |key: &str| case.get(key).and_then(toml::Value::as_str).unwrap_or("");
        let framework = [part("before"), lines("more"), part("after")].join("\n");
        let Ok((Loaded::Route(triage), _)) = load(&[Source::new("case", framework)], &Bundled) else {
            panic!("{}: no triage framework", lines("why"));
        };
        let answers = format!("schema = 1\n[answers]\n{}", lines("answers"));
        let (written, mut problems) = file::read(&Source::new("answers", answers));
        let written = written.unwrap();
        problems.extend(written.check_route(&triage, day));
        assert!(!problems.any_error(), "{}: {problems}", lines("why"));
        let routed = route(&triage, &written.answers, day);
        let because: BTreeMap<&str, &Vec<String>> = routed
            .because
            .iter()
            .map(|reason| (triage.questions[reason.question].id.value.as_str(), &reason.answer))
            .collect();
        let found = json!({
            "route": routed.route.as_str(),
            "because": because,
            "context": routed.context,
            "frameworks": routed.frameworks,
            "unknown": routed.unknown,
            "ignored": routed.ignored,
        });
        for (key, expected) in case["expect"].as_table().unwrap() {
            let expected: Value = serde_json::to_value(expected).unwrap();
            assert_eq!(found[key], expected, "{}: {key}\n{found:#}", lines("why"));
        }
    }
    assert!(count >= 12, "only {count} cases");
}

#[test]
fn only_what_is_allowed_already_needs_nothing() {
    for (_, asked) in Route::NAMES {
        assert_eq!(Triage::settled(asked, true), asked);
        let refused = if asked == Route::None { Route::Full } else { asked };
        assert_eq!(Triage::settled(asked, false), refused);
    }
}
