//! What an answer rests on: its grade, and beside it day, references, note and compensating control.

use plimsoll::answers::{Answer, Answers, Compensating, Evidence, State};
use plimsoll::date::Day;
use plimsoll::document::free_id;
use plimsoll::framework::{Framework, Grade};
use plimsoll::questionnaire::{Interview, Ledger, Reply, Step};
use plimsoll::report::wording;

use super::{
    AtTerminal, FAINT, HEADING, KEYS, Menu, MenuEntry, PLAIN, Priority, Prompted, ScreenHeader, choose, keys, line,
};
use crate::cli::print::terminal::shortened;

/// How many grades there are; what may be said beside them comes after.
const GRADES: usize = Grade::NAMES.len();

/// How much of what a grade means its entry shows; `?` shows all of it.
const LINE: usize = 70;

/// How much of a text beside an answer its entry shows.
const SHOWN: usize = 40;

impl AtTerminal<'_> {
    /// Asks what an answer rests on. `None` puts the question again.
    pub(super) fn evidence(
        &self,
        interview: &Interview<Ledger<'_>>,
        at: usize,
        state: State,
        before: Option<&Answer>,
    ) -> anyhow::Result<Option<Reply>> {
        // What stands beside an answer stays with it, and with its correction in the same interview.
        let corrected = interview.was_asked(Step::Question(at)) && matches!(state, State::Given(_));
        let same = before.filter(|answer| answer.state == state || corrected);
        let mut answer = match same {
            Some(same) => Answer { state, ..same.clone() },
            None => Answer::new(state),
        };
        let mut brought = Brought { known: interview.answers(), new: Vec::new() };
        if !matches!(answer.state, State::Given(_)) {
            return Ok(Some(Reply::Answer(Box::new(answer), brought.new)));
        }
        let header = self.answer_head(interview, at, &answer);
        let mut cursor = answer.grade as usize;
        loop {
            let mut menu = Menu { at: cursor, ..self.evidence_menu(interview, at, &answer) };
            let chosen = said!(choose(&mut menu)?, None);
            let done = match chosen {
                grade if grade < GRADES => {
                    answer.grade = Grade::NAMES[grade].1;
                    // The one moment at which somebody has the document at hand.
                    let wanted = answer.grade >= Grade::Document && answer.evidence.is_empty();
                    let done =
                        if wanted { brought.references(&header, &mut answer, true)? } else { Prompted::This(()) };
                    if matches!(done, Prompted::This(())) {
                        return Ok(Some(Reply::Answer(Box::new(answer), brought.new)));
                    }
                    done
                }
                5 => self.dated(&header, &mut answer)?,
                6 => brought.references(&header, &mut answer, false)?,
                7 => note(&header, &mut answer)?,
                8 => compensating(&header, &mut answer)?,
                _ => choose(&mut examples_menu(interview.framework()))?.map(|_| ()),
            };
            if matches!(done, Prompted::Leave) {
                return Ok(Some(Reply::Leave));
            }
            // Back from what is beside the grade to the grade.
            cursor = answer.grade as usize;
        }
    }

    fn answer_head(&self, interview: &Interview<Ledger<'_>>, at: usize, answer: &Answer) -> ScreenHeader {
        let mut header = self.question_head(interview, at, false);
        if let State::Given(value) = &answer.state {
            let said = wording::value(&interview.framework().questions()[at], value);
            header.space().after("Answer: ", Priority::Must, PLAIN, &said);
        }
        header.space();
        header
    }

    /// The menu of grades and of what may be said beside them.
    pub(super) fn evidence_menu(&self, interview: &Interview<Ledger<'_>>, at: usize, answer: &Answer) -> Menu {
        let framework = interview.framework();
        let mut header = self.answer_head(interview, at, answer);
        header.add(Priority::Must, HEADING, "What does it rest on?");
        header.add(Priority::Advice, FAINT, "Set d, r, n and c first: choosing a grade moves on.").space();
        let mut entries: Vec<MenuEntry> = Grade::NAMES
            .iter()
            .zip(keys())
            .map(|((name, grade), key)| {
                let (means, cap) = (framework.grade_means(*grade), framework.scoring().cap(*grade));
                MenuEntry::new(key, &shortened(&format!("{name} (at most {cap}): {means}"), LINE))
            })
            .collect();
        let dated =
            answer.dated.map_or_else(|| format!("{} (the day judged)", self.setting.as_of), |day| day.to_string());
        let control = answer.compensating.as_ref();
        let control = control.map(|control| format!("{} until {}", control.credit, control.until));
        let (references, note) = (answer.evidence.join(", "), answer.note.clone().unwrap_or_default());
        for (key, what, said) in [
            ('d', "day of the evidence", dated),
            ('r', "references", shortened(&references, SHOWN)),
            ('n', "note", shortened(&note, SHOWN)),
            ('c', "compensating control", control.unwrap_or_else(|| "none".to_owned())),
        ] {
            entries.push(MenuEntry::new(key, &format!("{what}: {said}")));
        }
        if framework.grades().iter().any(Option::is_some) {
            entries.push(MenuEntry::new('?', "what each grade means, with an example"));
        }
        entries[GRADES].group = Some(String::new());
        Menu { header, entries, at: answer.grade as usize, keys: KEYS.to_owned() }
    }

    fn dated(&self, header: &ScreenHeader, answer: &mut Answer) -> anyhow::Result<Prompted<()>> {
        let known = answer.dated.map_or_else(String::new, |day| day.to_string());
        let as_of = self.setting.as_of;
        let help = "YYYY-MM-DD; leave empty for the day judged · Esc goes back";
        let said = line(header, "What is the date of the evidence?", &known, help, move |text| day_fits(text, as_of))?;
        Ok(said.map(|text| answer.dated = text.parse().ok()))
    }
}

/// What each grade means in full, with an example where the framework has one.
pub(super) fn examples_menu(framework: &Framework) -> Menu {
    let mut header = ScreenHeader::default();
    for (name, grade) in Grade::NAMES {
        let example = framework.grade_example(grade).map_or_else(String::new, |one| format!(" For example: {one}"));
        header.after(
            &format!("{name}: "),
            Priority::Must,
            PLAIN,
            &format!("{}{example}", framework.grade_means(grade)),
        );
    }
    header.space();
    Menu { header, entries: vec![MenuEntry::new('g', "back to the grades")], at: 0, keys: KEYS.to_owned() }
}

fn note(header: &ScreenHeader, answer: &mut Answer) -> anyhow::Result<Prompted<()>> {
    let known = answer.note.clone().unwrap_or_default();
    let said = line(header, "Note", &known, "leave empty to remove it · Esc goes back", |_| Ok(()))?;
    Ok(said.map(|text| answer.note = Some(text).filter(|text| !text.is_empty())))
}

fn compensating(header: &ScreenHeader, answer: &mut Answer) -> anyhow::Result<Prompted<()>> {
    let known = answer.compensating.clone();
    let fits = |text: &str| match text.parse::<u8>() {
        _ if text.is_empty() => Ok(()),
        Ok(0..=100) => Ok(()),
        _ => Err("a percentage, 0 to 100".to_owned()),
    };
    let first = known.as_ref().map_or_else(String::new, |control| control.credit.to_string());
    let ask = "How much credit does another control in its place deserve, in percent?";
    let text = match line(header, ask, &first, "leave empty to remove it · Esc goes back", fits)? {
        Prompted::This(text) => text,
        Prompted::Back => return Ok(Prompted::Back),
        Prompted::Leave => return Ok(Prompted::Leave),
    };
    let Ok(credit) = text.parse() else {
        answer.compensating = None;
        return Ok(Prompted::This(()));
    };
    let first = known.as_ref().and_then(|control| control.control.clone()).unwrap_or_default();
    let control = match line(header, "What is it?", &first, "Esc goes back", |text| {
        if text.is_empty() { Err("say what it is".to_owned()) } else { Ok(()) }
    })? {
        Prompted::This(text) => text,
        Prompted::Back => return Ok(Prompted::Back),
        Prompted::Leave => return Ok(Prompted::Leave),
    };
    let first = known.map_or_else(String::new, |control| control.until.to_string());
    let help = "the last day on which it counts, YYYY-MM-DD · Esc goes back";
    let until = line(header, "Until when?", &first, help, |text| {
        text.parse::<Day>().map(|_| ()).map_err(|error| error.to_string())
    })?;
    Ok(until.map(|text| {
        answer.compensating = text.parse().ok().map(|until| Compensating { credit, control: Some(control), until });
    }))
}

fn day_fits(text: &str, as_of: Day) -> Result<(), String> {
    if text.is_empty() {
        return Ok(());
    }
    match text.parse::<Day>() {
        Ok(day) if day > as_of => Err(format!("evidence cannot be dated after {as_of}, the day judged")),
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

/// The pieces of evidence that there are, and those that an answer brings in.
struct Brought<'a> {
    known: &'a Answers,
    new: Vec<(String, Evidence)>,
}

impl Brought<'_> {
    /// Asks for references; `first` where the grade calls for one and none is there.
    fn references(&mut self, header: &ScreenHeader, answer: &mut Answer, first: bool) -> anyhow::Result<Prompted<()>> {
        let mut header = header.clone();
        let known: Vec<&str> = self.known.evidence.keys().map(String::as_str).collect();
        if !known.is_empty() {
            header.after("Named before: ", Priority::Detail, FAINT, &shortened(&known.join(", "), 400)).space();
        }
        let ask = if first { "Which document, report or test is it?" } else { "References, separated by semicolons" };
        let help = "a title, or an id named before · leave empty for none · Esc goes back";
        let said = line(&header, ask, &answer.evidence.join("; "), help, |_| Ok(()))?;
        Ok(said.map(|text| {
            let names = text.split(';').map(str::trim).filter(|name| !name.is_empty());
            answer.evidence = names.map(|name| self.id_of(name)).collect();
            self.new.retain(|(id, _)| answer.evidence.contains(id));
        }))
    }

    /// The id of a piece that is known by its id or title; else that of a new one with this title.
    fn id_of(&mut self, name: &str) -> String {
        let new = self.new.iter().map(|(id, item)| (id, item));
        let known = self.known.evidence.iter().chain(new);
        let mut same = known.filter(|(id, item)| *id == name || item.title.to_lowercase() == name.to_lowercase());
        if let Some((id, _)) = same.next() {
            return id.clone();
        }
        let taken = |id: &str| self.known.evidence.contains_key(id) || self.new.iter().any(|(known, _)| known == id);
        let id = free_id(name, "evidence", taken);
        self.new.push((id.clone(), Evidence { title: name.to_owned(), ..Evidence::default() }));
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_of_evidence_is_known_by_id_and_title() {
        let mut known = Answers::default();
        known.evidence.insert("dpa".to_owned(), Evidence { title: "The DPA".to_owned(), ..Evidence::default() });
        let mut brought = Brought { known: &known, new: Vec::new() };
        for (name, id) in [
            ("dpa", "dpa"),
            ("the dpa", "dpa"),
            ("SOC 2 report", "soc-2-report"),
            ("soc 2 REPORT", "soc-2-report"),
            ("SOC-2 report", "soc-2-report-2"),
            ("\u{5951}\u{7d04}", "qi-yue"),
            ("...", "evidence"),
        ] {
            assert_eq!(brought.id_of(name), id, "{name}");
        }
        assert_eq!(brought.new.len(), 4);
    }
}
