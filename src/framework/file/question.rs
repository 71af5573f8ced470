//! A question as it is written, with what its answers are worth.

use crate::document::{At, Section, ValueAt};
use crate::problem::{Code, Problem};

use super::super::scoring::Grade;
use super::super::triage::{Route, RouteOption, TriageQuestion};
use super::super::{Band, BandLimit, Choice, ListItem, Number, QuestionKind};
use super::parts::{knock_out, knock_out_id};
use super::{WrittenKnockOut, WrittenQuestion, id, plain, renamed_from, title_or};

pub(super) fn question(section: &Section<'_>) -> Option<WrittenQuestion> {
    let id = id(section, "question");
    let title = title_or(section, &id);
    let criterion = section.text("criterion");
    let ask = section.text("ask");
    let why = section.text_if("why").map_or_else(String::new, |at| at.value);
    let key = section.flag("key");
    let evidence_at_least = section.choice_if("evidence-at-least", &Grade::NAMES).map(|at| at.value);
    let evidence_at_most = section.choice_if("evidence-at-most", &Grade::NAMES);
    if let (Some(least), Some(most)) = (evidence_at_least, &evidence_at_most)
        && most.value < least
    {
        let title = format!("no evidence for {} can be of grade `{}`", section.name(), least.as_str());
        section.report(
            section
                .problem(Code::BadQuestion, "evidence-at-most", title)
                .help("raise `evidence-at-most`, or lower `evidence-at-least`"),
        );
    }
    let not_applicable = section.flag("not-applicable");
    let when = section.text_if("when");
    let kind = kind(section);
    let evidence = plain(section.texts("evidence"));
    let mitigation = section.text_if("mitigation").map_or_else(String::new, |at| at.value);
    let references = plain(section.texts("references"));
    let knock_out = section.section_if("knock-out").and_then(|inner| {
        let knock_out = question_knock_out(&inner);
        inner.finish();
        knock_out
    });
    Some(WrittenQuestion {
        id,
        renamed_from: renamed_from(section),
        criterion: criterion?,
        title,
        ask: ask?.value,
        why,
        key,
        evidence_at_least,
        evidence_at_most,
        not_applicable,
        when,
        kind: kind?,
        evidence,
        mitigation,
        references,
        knock_out,
    })
}

fn question_knock_out(section: &Section<'_>) -> Option<WrittenKnockOut> {
    let id = knock_out_id(section);
    let (answers, open) = (section.texts("answers"), section.texts("open"));
    let when = section.text_if("when");
    Some(WrittenKnockOut { answers, open, ..knock_out(section, id, when)? })
}

pub(super) fn percent(section: &Section<'_>) -> Option<u8> {
    section.integer("credit", 0..=100).and_then(|at| u8::try_from(at.value).ok())
}

fn kind(section: &Section<'_>) -> Option<QuestionKind> {
    let word = section.text_if("kind").map_or_else(|| "choice".to_owned(), |at| at.value);
    match word.as_str() {
        "choice" => options(section).map(QuestionKind::Choice),
        "yes-no" => {
            let options = options(section)?;
            let ids: Vec<&str> = options.iter().map(|option| option.id.as_str()).collect();
            if !matches!(ids[..], ["yes", "no"] | ["yes", "partial", "no"]) {
                section.report(
                    section
                        .problem(
                            Code::BadQuestion,
                            "options",
                            format!("the options of {} are not those of a yes-no", section.name()),
                        )
                        .help(
                            "name the options `yes`, perhaps `partial`, and `no`, in this order, or make it a `choice`",
                        ),
                );
                return None;
            }
            Some(QuestionKind::YesNo(options))
        }
        "multiple" => {
            let items: Vec<(At<String>, ListItem)> = sections_of(section, "items", |inner| {
                let id = id(inner, "item");
                let label = inner.text("label");
                let renamed_from = plain(renamed_from(inner));
                Some((id.clone(), ListItem { id: id.value, renamed_from, label: label?.value }))
            });
            needs(section, "items", 1, items.len())?;
            distinct(section, items.iter().map(|(id, _)| id))?;
            distinct_renames(section, &items.iter().map(|(id, one)| (id, &one.renamed_from[..])).collect::<Vec<_>>());
            Some(QuestionKind::Multiple(items.into_iter().map(|(_, item)| item).collect()))
        }
        "number" => number(section).map(QuestionKind::Number),
        other => {
            for key in ["options", "items", "unit", "bands", "none", "min", "max"] {
                section.skip(key);
            }
            section.report(
                section
                    .problem(Code::UnknownId, "kind", format!("`{other}` is not a kind of question"))
                    .suggest(other, ["choice", "yes-no", "number", "multiple"]),
            );
            None
        }
    }
}

pub(super) fn sections_of<'a, T>(
    section: &Section<'a>,
    key: &'static str,
    read: impl Fn(&Section<'a>) -> Option<T>,
) -> Vec<T> {
    section
        .sections(key)
        .iter()
        .filter_map(|inner| {
            let value = read(inner);
            inner.finish();
            value
        })
        .collect()
}

pub(super) fn needs(section: &Section<'_>, key: &'static str, least: usize, found: usize) -> Option<()> {
    if found >= least {
        return Some(());
    }
    if !section.has(key) || section.list_if(key).is_some_and(|list| list.len() < least) {
        section.report(
            section
                .problem(
                    Code::BadQuestion,
                    key,
                    if found == 0 {
                        format!("{} has no {key}", section.name())
                    } else {
                        format!("{} has too few {key}: {found}", section.name())
                    },
                )
                .help(format!("give at least {least} in `{key} = […]`")),
        );
    }
    None
}

pub(super) fn distinct<'a>(section: &Section<'_>, ids: impl Iterator<Item = &'a At<String>>) -> Option<()> {
    let mut seen: std::collections::BTreeMap<&str, std::ops::Range<usize>> = std::collections::BTreeMap::new();
    let mut good = Some(());
    for id in ids.filter(|id| !id.value.is_empty()) {
        if let Some(first) = seen.insert(&id.value, id.range.clone()) {
            section.report(
                Problem::error(
                    Code::DuplicateId,
                    section.source(),
                    id.range.clone(),
                    format!("`{}` is used twice in {}", id.value, section.name()),
                )
                .label("second use")
                .also(first, "first used here")
                .help("give one of them another id"),
            );
            good = None;
        }
    }
    good
}

/// Reports former ids of options or items that another of them has.
fn distinct_renames<'a>(section: &Section<'_>, all: &[(&'a At<String>, &'a [String])]) {
    for (id, renamed_from) in all {
        for before in *renamed_from {
            let again = all.iter().any(|(other, renames)| {
                other.value == *before || (other.value != id.value && renames.contains(before))
            });
            if again {
                section.report(
                    Problem::error(
                        Code::DuplicateId,
                        section.source(),
                        id.range.clone(),
                        format!("`{before}` of `{}` is also another's in {}", id.value, section.name()),
                    )
                    .help("list in `renamed-from` only ids that nothing else has or had"),
                );
            }
        }
    }
}

fn options(section: &Section<'_>) -> Option<Vec<Choice>> {
    let options = sections_of(section, "options", |inner| {
        let id = id(inner, "option");
        let label = inner.text("label");
        let credit = percent(inner);
        let renamed_from = plain(renamed_from(inner));
        Some((id.clone(), Choice { id: id.value, renamed_from, label: label?.value, credit: credit? }))
    });
    needs(section, "options", 2, options.len())?;
    distinct(section, options.iter().map(|(id, _)| id))?;
    distinct_renames(section, &options.iter().map(|(id, one)| (id, &one.renamed_from[..])).collect::<Vec<_>>());
    for (id, _) in &options {
        if id.value == "unknown" {
            section.report(
                Problem::error(
                    Code::BadId,
                    section.source(),
                    id.range.clone(),
                    "`unknown` is reserved: it is the answer to any question that nobody can answer yet",
                )
                .help("give the option another id"),
            );
        }
    }
    Some(options.into_iter().map(|(_, option)| option).collect())
}

fn number(section: &Section<'_>) -> Option<Number> {
    let unit = section.text("unit");
    let limit = |key| section.value(key).and_then(|value: ValueAt<'_>| value.decimal()).map(|at| at.value);
    let (least, most) = (limit("min"), limit("max"));
    if let (Some(low), Some(high)) = (least, most)
        && low > high
    {
        section.report(
            section
                .problem(Code::BadQuestion, "min", format!("`min` of {} is above its `max`", section.name()))
                .help("exchange them"),
        );
    }
    let none = section.section_if("none").and_then(|inner| {
        let label = inner.text("label");
        let credit = percent(&inner);
        inner.finish();
        Some(Choice { id: "none".to_owned(), renamed_from: Vec::new(), label: label?.value, credit: credit? })
    });
    let bands = sections_of(section, "bands", |inner| {
        let up_to = inner.value("up-to").and_then(|value| value.decimal());
        let at_least = inner.value("at-least").and_then(|value| value.decimal());
        let credit = percent(inner);
        let limit = match (up_to, at_least) {
            (Some(limit), None) => BandLimit::UpTo(limit.value),
            (None, Some(limit)) => BandLimit::AtLeast(limit.value),
            // One that could not be read is reported already.
            (None, None) if inner.has("up-to") || inner.has("at-least") => return None,
            _ => {
                inner.report(
                    Problem::error(
                        Code::BadQuestion,
                        inner.source(),
                        inner.range(),
                        "a band has either `up-to` or `at-least`",
                    )
                    .help("write for example `{ up-to = 24, credit = 100 }`"),
                );
                return None;
            }
        };
        Some(Band { limit, credit: credit? })
    });
    needs(section, "bands", 1, bands.len())?;
    Some(Number { unit: unit?.value, least, most, none, bands })
}

pub(super) fn triage_question(section: &Section<'_>) -> Option<TriageQuestion> {
    let id = id(section, "question");
    let title = title_or(section, &id);
    let ask = section.text("ask");
    let why = section.text_if("why").map_or_else(String::new, |at| at.value);
    let multiple = section.choice_if("kind", &[("choice", false), ("multiple", true)]).is_some_and(|at| at.value);
    let ends_with = section.text_if("ends-with");
    let references = plain(section.texts("references"));
    let options = sections_of(section, "options", |inner| {
        let id = self::id(inner, "option");
        let label = inner.text("label");
        let route = inner.choice("route", &Route::NAMES);
        let factors = inner.section_if("factors").map_or_else(Vec::new, |factors| {
            factors
                .entries()
                .into_iter()
                .filter_map(|(factor, value)| Some((factor, u8::try_from(value.integer(0..=4)?.value).ok()?)))
                .collect()
        });
        let adds = inner.texts("adds");
        Some(RouteOption { id, label: label?.value, route: route?.value, factors, adds })
    });
    needs(section, "options", 2, options.len())?;
    distinct(section, options.iter().map(|option| &option.id))?;
    if let Some(last) = &ends_with
        && !options.iter().any(|option| option.id.value == last.value)
    {
        section.report(
            section
                .problem(Code::UnknownId, "ends-with", format!("{} has no option `{}`", section.name(), last.value))
                .suggest(&last.value, options.iter().map(|option| option.id.value.as_str())),
        );
    }
    Some(TriageQuestion {
        id,
        title,
        ask: ask?.value,
        why,
        multiple,
        ends_with: ends_with.map(|at| at.value),
        references,
        options,
    })
}
