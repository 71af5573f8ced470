//! The report of one use as Markdown.

use crate::report::format::markdown::blocks::titled_pairs;
use crate::report::theme::Theme;
use crate::report::view::one_use::{
    EvidenceSection, ResultSection, ResultView, StepView, UnknownsSection, UseReport, WhySection,
};
use crate::report::wording::days;

use super::annex::{annex, history};
use super::decision::{conditions, decide};
use super::writer::{Page, bar, text, tier};
use super::{begin, end};

pub(super) fn lay_out(view: &UseReport, theme: &Theme) -> String {
    let mut page = begin(&view.meta, theme);
    page.heading(1, &format!("{} for {}", view.tool.name, view.use_title));
    if let Some(decision) = &view.decision {
        page.line(&format!("**{}**", text(&decision.question)));
    }
    verdict(&mut page, &view.verdict);
    if let Some(decision) = &view.decision {
        decide(&mut page, decision, theme, view.conditions.is_some());
    }
    if let Some(context) = &view.context {
        page.heading(2, theme.word("use"));
        page.pairs(&context.request);
        if !view.tool.missing.is_empty() {
            page.line(&format!("The register entry lacks {}.", text(&view.tool.missing.join(", "))));
        }
        let rows = context.factors.iter().map(|factor| {
            let level = factor.level.map_or_else(|| "?".to_owned(), |level| level.to_string());
            vec![text(&factor.title), level, text(&factor.wording)]
        });
        page.table(&["Context", ">Level", "What that means"], rows);
        titled_pairs(&mut page, "Explained", &context.explanations);
    }
    if let Some(section) = &view.result {
        result(&mut page, section, theme);
    }
    if let Some(section) = &view.why {
        why(&mut page, section, &view.verdict, theme);
    }
    if let Some(section) = &view.conditions {
        page.heading(2, theme.word("conditions"));
        page.line(&format!(
            "{} Points are those by which the criterion falls when the answer is the best one, tested.",
            text(&section.source)
        ));
        if let Some(made) = view.decision.as_ref().and_then(|page| page.made.as_ref()) {
            titled_pairs(&mut page, "The decision covers at most", &made.ceiling);
        }
        conditions(&mut page, &section.conditions);
        titled_pairs(&mut page, "Risks accepted", &section.accepted);
        titled_pairs(&mut page, "Knock-outs waived", &section.waivers);
        titled_pairs(&mut page, "Compensating controls", &section.compensating);
    }
    if let Some(section) = &view.unknowns {
        unknowns(&mut page, section, theme);
    }
    if let Some(section) = &view.evidence {
        evidence(&mut page, section, theme);
    }
    if let Some(section) = &view.law {
        page.heading(2, theme.word("law"));
        page.pairs(&section.classification);
        titled_pairs(&mut page, "From the context alone", &section.duties);
        if !section.coverage.is_empty() {
            page.heading(3, "Public frameworks that the questions touch");
            page.line("By id only. A good answer to a question does not show that the public framework is met.");
        }
        let ids = |ids: &[String]| if ids.is_empty() { "–".to_owned() } else { text(&ids.join(", ")) };
        let rows = section
            .coverage
            .iter()
            .map(|row| vec![text(&row.framework), ids(&row.sound), ids(&row.weak), ids(&row.open)]);
        page.table(&["Framework", "Answered well", "Weak", "Not answered"], rows);
    }
    if let Some(section) = &view.watch {
        page.heading(2, theme.word("watch"));
        page.list(section.dates.iter().map(|date| {
            let late =
                if date.overdue_days > 0 { format!(" (**{} ago**)", days(date.overdue_days)) } else { String::new() };
            format!("{}: {}{late}", date.day, text(&date.what))
        }));
        titled_pairs(&mut page, "What happened since", &section.events);
        page.heading(3, "Review at once on");
        page.list(section.triggers.iter().map(|trigger| text(trigger)));
        titled_pairs(&mut page, "Way out", &section.exit);
    }
    if let Some(section) = &view.history {
        history(&mut page, section, theme);
    }
    if let Some(section) = &view.annex {
        annex(&mut page, section, theme, view.decision.is_none());
    }
    end(&mut page, &view.meta, theme);
    page.finish()
}

fn verdict(page: &mut Page, verdict: &ResultView) {
    let overdue =
        if verdict.overdue_days > 0 { format!(" (**{} overdue**)", days(verdict.overdue_days)) } else { String::new() };
    let rows = [
        ("Tier", format!("**{}**", tier(&verdict.tier))),
        ("Recommended", format!("**{}**", text(&verdict.recommended))),
        ("Stands", format!("**{}**. {}", text(&verdict.standing.word), text(&verdict.standing.sentence))),
        (
            "Points",
            format!(
                "{} inherent ({}) → **{}** residual ({})",
                verdict.inherent.points,
                text(&verdict.inherent.tier.id),
                verdict.residual.points,
                text(&verdict.residual.tier.id)
            ),
        ),
        (
            "Evidence strength",
            format!("{} of 100, {}; {} unknown", verdict.confidence, verdict.confidence_label, verdict.unknown),
        ),
        ("Assessed", verdict.assessed.clone()),
        ("Next review", format!("{}{overdue}", verdict.review_due)),
    ];
    page.table(&["", ""], rows.into_iter().map(|(name, value)| vec![name.to_owned(), value]));
    page.line(&text(&verdict.because));
    for note in &verdict.notes {
        page.line(&text(note));
    }
}

fn result(page: &mut Page, section: &ResultSection, theme: &Theme) {
    page.heading(2, theme.word("result"));
    page.line("Criteria on the map, by number; exposure downwards from 4 to 0, impact across.");
    let rows = section.map.cells.iter().enumerate().rev().map(|(exposure, cells)| {
        let mut row = vec![format!("**{exposure}**")];
        row.extend(cells.iter().enumerate().map(|(impact, cell)| {
            let here = section
                .map
                .marks
                .iter()
                .filter(|mark| (usize::from(mark.impact), usize::from(mark.exposure)) == (impact, exposure));
            let numbers: Vec<String> = here.map(|mark| format!("**{}**", mark.number)).collect();
            format!("{} ({})", numbers.join(" "), cell.points).trim().to_owned()
        }));
        row
    });
    page.table(&["", ">0", ">1", ">2", ">3", ">4"], rows);
    for domain in &section.domains {
        page.heading(3, &format!("{}: {} → {}", domain.title, domain.inherent, domain.residual));
        let rows = domain.criteria.iter().map(|criterion| {
            let weakest = criterion
                .weakest
                .as_ref()
                .map_or_else(String::new, |weakest| format!(" Weakest key answer: {}", text(weakest)));
            let before = criterion
                .before
                .filter(|before| *before != criterion.residual)
                .map_or_else(String::new, |before| format!(" (was {before})"));
            vec![
                criterion.number.to_string(),
                format!("**{}**{weakest}", text(&criterion.title)),
                criterion.impact.to_string(),
                criterion.exposure.to_string(),
                criterion.inherent.to_string(),
                format!("{} %", criterion.effect),
                format!("**{}**{before}", criterion.residual),
                tier(&criterion.tier),
                criterion.apply.clone(),
            ]
        });
        page.table(
            &[">", "Criterion", ">Impact", ">Exposure", ">Inherent", ">Effect", ">Residual", "Tier", "Apply"],
            rows,
        );
    }
    if !section.not_material.is_empty() {
        page.line(&format!("Not material in this context, so not asked: {}.", text(&section.not_material.join(", "))));
    }
}

fn why(page: &mut Page, section: &WhySection, verdict: &ResultView, theme: &Theme) {
    page.heading(2, theme.word("why"));
    let mut rows: Vec<Vec<String>> =
        section.sum.iter().map(|line| vec![line.share.clone(), line.points.to_string(), text(&line.title)]).collect();
    rows.push(vec!["together".to_owned(), format!("**{}**", verdict.residual.points), "residual points".to_owned()]);
    page.table(&["", ">Points", "Criterion"], rows);
    page.heading(3, "What would lower the tier");
    page.line(&text(&section.way_said));
    let step = |step: &StepView| {
        let answer = if step.answer.is_empty() { String::new() } else { format!(": {}", text(&step.answer)) };
        format!(
            "**{}**{answer} → {}, {}, {} points",
            text(&step.question),
            text(&step.tier.id),
            step.recommended,
            step.points
        )
    };
    for (one, place) in section.way_down.iter().zip(1..) {
        page.raw(&format!("{place}. {}", step(one)));
    }
    page.raw("");
    page.heading(3, "What would raise it");
    if section.rests_on.is_empty() {
        page.line("No single answer would raise it by turning out to be unknown.");
    }
    page.list(section.rests_on.iter().map(step));
    page.heading(3, "The ledger lines that matter most");
    let rows = section.lines.iter().map(|line| {
        let question = format!("**{}** {}", text(&line.question), text(&line.criterion));
        vec![question, line.points.to_string(), line.left.to_string(), text(&line.because)]
    });
    page.table(&["Question", ">Points", ">Not taken", "Because"], rows);
    if let Some(waterfall) = &section.waterfall {
        page.heading(3, &format!("The worst criterion, answer by answer: {}", waterfall.title));
        let mut rows = vec![vec![
            "inherent".to_owned(),
            String::new(),
            waterfall.start.to_string(),
            bar(waterfall.start, waterfall.start),
        ]];
        rows.extend(waterfall.steps.iter().map(|step| {
            vec![text(&step.title), step.points.to_string(), step.level.to_string(), bar(waterfall.start, step.level)]
        }));
        page.table(&["", ">Points", ">Residual", "0 to 100"], rows);
    }
}

fn unknowns(page: &mut Page, section: &UnknownsSection, theme: &Theme) {
    page.heading(2, theme.word("unknowns"));
    page.line(&text(&section.stable));
    let rows = section.stability.iter().map(|trial| {
        let differs = if trial.differs { " (differs)" } else { "" };
        vec![
            text(&trial.what),
            trial.points.to_string(),
            format!("{}{differs}", tier(&trial.tier)),
            trial.recommended.clone(),
        ]
    });
    page.table(&["If", ">Points", "Tier", "Recommended"], rows);
    if !section.factors.is_empty() {
        page.line(&format!("Context not known, counts as level 4: {}.", text(&section.factors.join(", "))));
    }
    if !section.questions.is_empty() {
        page.heading(3, &format!("Not answered ({})", section.questions.len()));
    }
    page.list(section.questions.iter().map(|question| {
        let said = if question.text.is_empty() { String::new() } else { format!(": {}", text(&question.text)) };
        format!("{}{said}", text(&question.name))
    }));
    titled_pairs(page, "Marked as not applicable", &section.not_applicable);
}

fn evidence(page: &mut Page, section: &EvidenceSection, theme: &Theme) {
    page.heading(2, theme.word("evidence"));
    let rows = section
        .grades
        .iter()
        .map(|share| vec![share.grade.clone(), share.count.to_string(), format!("{} %", share.percent)]);
    page.table(&["Grade", ">Answers", ">Share"], rows);
    if let Some(oldest) = &section.oldest {
        page.line(&format!("The oldest evidence is of {}: {}.", text(&oldest.text), text(&oldest.name)));
    }
    let or_dash = |part: &Option<String>| part.as_deref().map_or_else(|| "–".to_owned(), text);
    let rows = section.items.iter().map(|item| {
        let confidential = if item.confidential { " **confidential**" } else { "" };
        let hash = item.sha256.as_ref().map_or_else(String::new, |hash| format!(" `{hash}`"));
        let expired = if item.expired { " **expired**" } else { "" };
        vec![
            format!("{}{confidential}{hash}", text(&item.title)),
            or_dash(&item.kind),
            or_dash(&item.location),
            or_dash(&item.dated),
            format!("{}{expired}", or_dash(&item.expires)),
            or_dash(&item.covers),
            item.answers.to_string(),
        ]
    });
    page.table(&["Document", "Kind", "Where", "Dated", "Expires", "Covers", ">Answers"], rows);
    if !section.statements.is_empty() {
        page.line(&format!("Resting on a statement only: {}.", text(&section.statements.join(", "))));
    }
}
