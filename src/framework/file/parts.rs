//! What a framework consists of beside its questions: factors, criteria, knock-outs, grades, contradictions.

use crate::document::{At, Section};
use crate::problem::{Code, Problem};

use super::super::GradeMeaning;
use super::super::scoring::{Grade, OWN_FLOORS};
use super::{
    WrittenContradiction, WrittenCriterion, WrittenFactor, WrittenGrade, WrittenKnockOut, id, plain, renamed_from,
    title_or,
};

/// The most that bettering one answer may cost.
const MOST_EFFORT: i64 = 10;

pub(super) fn factor(section: &Section<'_>) -> Option<WrittenFactor> {
    let id = id(section, "factor");
    let title = title_or(section, &id);
    let ask = section.text("ask");
    let levels = plain(section.texts("levels"));
    let found = levels.len();
    let Ok(levels) = <[String; 5]>::try_from(levels) else {
        section.report(
            section
                .problem(Code::BadQuestion, "levels", format!("{} has {found} levels", section.name()))
                .help("say in words what each of the levels 0 to 4 means"),
        );
        return None;
    };
    Some(WrittenFactor { id, renamed_from: renamed_from(section), title, ask: ask?.value, levels })
}

pub(super) fn criterion(section: &Section<'_>) -> Option<WrittenCriterion> {
    let id = id(section, "criterion");
    let title = title_or(section, &id);
    let domain = section.text("domain");
    let loss = section.text("loss");
    let impact = section.texts("impact");
    let exposure = section.texts("exposure");
    for (key, list) in [("impact", &impact), ("exposure", &exposure)] {
        if list.is_empty() {
            section.report(
                section
                    .problem(Code::MissingKey, key, format!("{} lists no factor for its {key}", section.name()))
                    .help(format!("add `{key} = [\"FACTOR\", …]`")),
            );
        }
    }
    Some(WrittenCriterion {
        id,
        renamed_from: renamed_from(section),
        domain: domain?,
        title,
        loss: loss?.value,
        impact,
        exposure,
    })
}

/// The id of a knock-out: that of a floor, and so none that the method itself uses for one.
pub(super) fn knock_out_id(section: &Section<'_>) -> At<String> {
    let id = id(section, "knock-out");
    if OWN_FLOORS.contains(&id.value.as_str()) {
        let title = format!("`{}` is the id of a floor that the method itself sets", id.value);
        section.report(
            Problem::error(Code::DuplicateId, section.source(), id.range.clone(), title)
                .help("give the knock-out another id"),
        );
    }
    id
}

pub(super) fn context_knock_out(section: &Section<'_>) -> Option<WrittenKnockOut> {
    let id = knock_out_id(section);
    let when = section.text("when");
    let knock_out = knock_out(section, id, when.clone())?;
    when.map(|_| knock_out)
}

pub(super) fn knock_out(section: &Section<'_>, id: At<String>, when: Option<At<String>>) -> Option<WrittenKnockOut> {
    let floor = section.text("floor");
    let waivable = section.flag("waivable");
    let reason = section.text("reason");
    let references = plain(section.texts("references"));
    let renamed_from = renamed_from(section);
    Some(WrittenKnockOut {
        id,
        renamed_from,
        answers: Vec::new(),
        open: Vec::new(),
        when,
        floor: floor?,
        waivable,
        reason: reason?.value,
        references,
    })
}

pub(super) fn grade(section: &Section<'_>) -> Option<WrittenGrade> {
    let grade = section.choice("id", &Grade::NAMES);
    if let Some(at) = &grade {
        section.call("grade", at.value.as_str());
    }
    let (means, example) = (section.text("means"), section.text("example"));
    Some(WrittenGrade { grade: grade?, meaning: GradeMeaning { means: means?.value, example: example?.value } })
}

pub(super) fn contradiction(section: &Section<'_>) -> Option<WrittenContradiction> {
    let id = id(section, "contradiction");
    let (when, then, reason) = (section.text("when"), section.text("then"), section.text("reason"));
    Some(WrittenContradiction {
        id,
        renamed_from: renamed_from(section),
        when: when?,
        then: then?,
        reason: reason?.value,
    })
}

/// What it costs to better the answers to questions, by their ids.
pub(super) fn efforts(section: &Section<'_>) -> Vec<(At<String>, u8)> {
    let written = section.entries().into_iter();
    written.filter_map(|(id, value)| Some((id, u8::try_from(value.integer(1..=MOST_EFFORT)?.value).ok()?))).collect()
}
