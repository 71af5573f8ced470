//! Answers written: the one form that says them.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::document::writer::{Writer, WrittenValue as Out};
use crate::framework::Grade;

use super::super::{Answer, Answers, Evidence, Intake, State, Value};
use super::SCHEMA;

/// The answers as a file: the canonical text that `read` reads back.
#[must_use]
pub fn write(answers: &Answers) -> String {
    let mut writer = Writer::default();
    writer.set("schema", SCHEMA);
    match &answers.frameworks[..] {
        [] => {}
        [one] => {
            writer.set("framework", one);
        }
        several => {
            writer.set("framework", several);
        }
    }
    writer.set_if("tool", answers.tool.as_ref());
    writer.set_if("use", answers.usage.as_ref());
    write_body(answers, &mut writer);
    writer.finish()
}

/// Writes the tables that answers files and records share.
pub fn write_body(answers: &Answers, writer: &mut Writer) {
    if answers.request != Intake::default() {
        writer.table("request");
        for (key, _) in Intake::PARTS {
            writer.set_if(key, answers.request.part(key));
        }
    }
    writer.table("context");
    for (factor, level) in &answers.context {
        writer.set(factor, *level);
    }
    if !answers.explanations.is_empty() {
        writer.table("explanations");
        for (id, text) in &answers.explanations {
            writer.set(id, text);
        }
    }
    write_evidence(&answers.evidence, writer);
    writer.table("answers");
    for (question, answer) in &answers.answers {
        writer.set(question, written(answer));
    }
}

/// Writes pieces of evidence.
pub(crate) fn write_evidence(items: &BTreeMap<String, Evidence>, writer: &mut Writer) {
    for (id, item) in items {
        writer
            .item("evidence")
            .set("id", id)
            .set("title", &item.title)
            .set_if("kind", item.kind.as_ref())
            .set_if("where", item.location.as_ref())
            .set_if("dated", item.dated)
            .set_if("expires", item.expires)
            .set_if("sha256", item.sha256.as_ref());
        let covers = entries([
            ("product", item.covers.product.as_ref().map(Out::from)),
            ("plan", item.covers.plan.as_ref().map(Out::from)),
            ("versions", item.covers.versions.as_ref().map(Out::from)),
        ]);
        if !covers.is_empty() {
            writer.set("covers", Out::Inline(covers));
        }
        writer.set_if("confidential", item.confidential.then_some(true));
    }
}

fn entries<const N: usize>(pairs: [(&str, Option<Out>); N]) -> Vec<(String, Out)> {
    pairs.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}

fn written(answer: &Answer) -> Out {
    let mut inline = match &answer.state {
        State::Given(value) => entries([("value", Some(value_out(value)))]),
        State::Unknown { why, skipped } => {
            entries([("unknown", Some(why.into())), ("skipped", skipped.as_ref().map(Out::from))])
        }
        State::NotApplicable { reason, second_reader } => {
            entries([("not-applicable", Some(reason.into())), ("second-reader", second_reader.as_ref().map(Out::from))])
        }
    };
    let compensating = answer.compensating.as_ref().map(|control| {
        Out::Inline(entries([
            ("credit", Some(control.credit.into())),
            ("control", control.control.as_ref().map(Out::from)),
            ("until", Some(control.until.into())),
        ]))
    });
    inline.extend(entries([
        ("grade", (answer.grade != Grade::None).then(|| answer.grade.as_str().into())),
        ("dated", answer.dated.map(Out::from)),
        ("evidence", (!answer.evidence.is_empty()).then(|| answer.evidence.as_slice().into())),
        ("note", answer.note.as_ref().map(Out::from)),
        ("confidential", answer.confidential.then_some(true.into())),
        ("compensating", compensating),
    ]));
    Out::Inline(inline)
}

fn value_out(value: &Value) -> Out {
    match value {
        Value::Text(text) => text.into(),
        Value::Number(number) => Out::Decimal(Decimal::normalize(number)),
        Value::List(items) => items.as_slice().into(),
    }
}
