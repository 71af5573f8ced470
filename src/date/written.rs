//! Days as people and spreadsheets write them: `4.3.2026`, `46085`, `March 4, 2026`. What could be two
//! days is never guessed.

use super::Day;

/// Which of two numbers before the year is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// `31/12/2026`.
    DayFirst,
    /// `12/31/2026`.
    MonthFirst,
}

/// What a written day means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayReading {
    /// Written as files of this project write it.
    Plain(Day),
    /// Written in another way that can only mean this day.
    Read(Day),
    /// It could mean either day.
    Ambiguous(Day, Day),
}

/// The years that a day of a list may lie in; another number is no year.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;
/// Days since 1899-12-30, as spreadsheets count them: 1954 to 2119.
const SERIALS: std::ops::RangeInclusive<i64> = 20_000..=80_000;

/// Reads a day. `order` settles what is ambiguous without it; a time behind the day is left out.
#[must_use]
pub fn read(text: &str, order: Option<Order>) -> Option<DayReading> {
    let text = text.trim();
    if let Ok(day) = text.parse() {
        return Some(DayReading::Plain(day));
    }
    if text.len() > 64 {
        return None;
    }
    serial(text).map(DayReading::Read).or_else(|| parts(text, order))
}

/// A day as a spreadsheet counts it, with the part of the day behind a point; or `20260304`.
fn serial(text: &str) -> Option<Day> {
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) {
        return None;
    }
    if whole.len() == 8 && whole.len() == text.len() {
        return of(number(&whole[..4])?, number(&whole[4..6])?, number(&whole[6..])?);
    }
    let days = whole.parse().ok().filter(|days| SERIALS.contains(days))?;
    Some(Day::new(1899, 12, 30)?.plus_days(days))
}

/// A day by its three parts.
fn parts(text: &str, order: Option<Order>) -> Option<DayReading> {
    let lower = text.to_lowercase();
    let mut numbers: Vec<&str> = Vec::new();
    let mut month = None;
    let mut before_month = 0;
    for token in tokens(without_time(&lower)) {
        if token.as_bytes()[0].is_ascii_digit() {
            numbers.push(token);
        } else if let Some(named) = month_named(token) {
            // A second month means that this is no day.
            if month.replace(named).is_some() {
                return None;
            }
            before_month = numbers.len();
        } else if !FILLERS.contains(&token) {
            return None;
        }
    }
    if let Some(month) = month {
        let &[first, second] = &numbers[..] else { return None };
        // `4 March 26`, `March 4, 2026`, `2026 March 4`.
        let (day, year) = if first.len() == 4 && before_month == 1 { (second, first) } else { (first, second) };
        return of(year_of(year)?, month, number(day)?).map(DayReading::Read);
    }
    let &[first, second, third] = &numbers[..] else { return None };
    if first.len() == 4 {
        return of(number(first)?, number(second)?, number(third)?).map(DayReading::Read);
    }
    let day_first = || of(year_of(third)?, number(second)?, number(first)?);
    let month_first = || of(year_of(third)?, number(first)?, number(second)?);
    // Whoever writes points means the day first.
    let points = lower.matches('.').count() >= 2;
    match order {
        Some(Order::DayFirst) => return day_first().map(DayReading::Read),
        Some(Order::MonthFirst) => return month_first().map(DayReading::Read),
        None if points => return day_first().map(DayReading::Read),
        None => {}
    }
    // With two digits the year may stand first, too.
    let year_first = || if third.len() == 2 { of(year_of(first)?, number(second)?, number(third)?) } else { None };
    let mut days: Vec<Day> = [day_first(), month_first(), year_first()].into_iter().flatten().collect();
    days.dedup();
    match days[..] {
        [] => None,
        [day] => Some(DayReading::Read(day)),
        [first, second, ..] => Some(DayReading::Ambiguous(first, second)),
    }
}

/// The text before a time: `2026-03-04 00:00`, `2026-03-04t00:00:00z`.
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find(':') else { return text };
    text[..colon].trim_end_matches(|character: char| character.is_ascii_digit())
}

/// Runs of digits, and runs of letters.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let digit = first.is_ascii_digit();
        let same = |character: char| {
            if digit { character.is_ascii_digit() } else { character.is_alphabetic() }
        };
        let end = rest.find(|character| !same(character)).unwrap_or(rest.len());
        if end == 0 {
            rest = &rest[first.len_utf8()..];
            continue;
        }
        tokens.push(&rest[..end]);
        rest = &rest[end..];
    }
    tokens
}

/// Words that say nothing about which day it is.
const FILLERS: &[&str] = &[
    "st",
    "nd",
    "rd",
    "th",
    "of",
    "the",
    "de",
    "del",
    "er",
    "t",
    "年",
    "月",
    "日",
    "년",
    "월",
    "일",
    "mon",
    "monday",
    "tue",
    "tuesday",
    "wed",
    "wednesday",
    "thu",
    "thursday",
    "fri",
    "friday",
    "sat",
    "saturday",
    "sun",
    "sunday",
];

/// The months in English, German, French, Spanish and Italian, in full and as they are shortened.
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "januar", "jänner", "janvier", "janv", "enero", "ene", "gennaio", "gen"],
    &["february", "feb", "februar", "février", "févr", "febrero", "febbraio"],
    &["march", "mar", "märz", "mär", "mrz", "mars", "marzo"],
    &["april", "apr", "avril", "avr", "abril", "abr", "aprile"],
    &["may", "mai", "mayo", "maggio", "mag"],
    &["june", "jun", "juni", "juin", "junio", "giugno", "giu"],
    &["july", "jul", "juli", "juillet", "juil", "julio", "luglio", "lug"],
    &["august", "aug", "août", "agosto", "ago"],
    &["september", "sep", "sept", "septembre", "septiembre", "settembre", "set"],
    &["october", "oct", "oktober", "okt", "octobre", "octubre", "ottobre", "ott"],
    &["november", "nov", "novembre", "noviembre"],
    &["december", "dec", "dezember", "dez", "décembre", "déc", "diciembre", "dic", "dicembre"],
];

fn month_named(word: &str) -> Option<i16> {
    let at = MONTHS.iter().position(|names| names.contains(&word))?;
    i16::try_from(at + 1).ok()
}

fn number(digits: &str) -> Option<i16> {
    digits.parse().ok()
}

/// A year of four digits, or one of two in this century.
fn year_of(digits: &str) -> Option<i16> {
    match digits.len() {
        2 => Some(2000 + number(digits)?),
        4 => number(digits),
        _ => None,
    }
}

fn of(year: i16, month: i16, day: i16) -> Option<Day> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Day::new(year, month, day).filter(|_| YEARS.contains(&year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn days_of_spreadsheets_are_read() {
        let march = day("2026-03-04");
        assert_eq!(read("2026-03-04", None), Some(DayReading::Plain(march)));
        for text in [
            "4.3.2026",
            "04.03.2026",
            "4.3.26",
            "46085",
            "46085.75",
            "46085,5",
            "20260304",
            "2026/3/4",
            "2026.03.04",
            "2026-03-04T00:00:00Z",
            "2026-03-04 00:00:00.000",
            "4.3.2026 00:00",
            "March 4, 2026",
            "4 March 2026",
            "4th of March 2026",
            "04-Mar-26",
            "4. März 2026",
            "4 mars 2026",
            "2026年3月4日",
            "2026 Mar 4",
            "Wednesday, March 4, 2026",
        ] {
            assert_eq!(read(text, None), Some(DayReading::Read(march)), "{text}");
        }
        assert_eq!(read("31/12/2026", None), Some(DayReading::Read(day("2026-12-31"))));
        assert_eq!(read("12/31/2026", None), Some(DayReading::Read(day("2026-12-31"))));
        assert_eq!(read("04/04/2026", None), Some(DayReading::Read(day("2026-04-04"))));
    }

    #[test]
    fn what_could_be_two_days_is_asked_for() {
        let (first, second) = (day("2026-04-03"), day("2026-03-04"));
        for text in ["03/04/2026", "3-4-2026", "3/4/2026 12:00"] {
            assert_eq!(read(text, None), Some(DayReading::Ambiguous(first, second)), "{text}");
            assert_eq!(read(text, Some(Order::DayFirst)), Some(DayReading::Read(first)), "{text}");
            assert_eq!(read(text, Some(Order::MonthFirst)), Some(DayReading::Read(second)), "{text}");
        }
        // The year may stand first where it has two digits.
        assert_eq!(read("26/03/27", None), Some(DayReading::Ambiguous(day("2027-03-26"), day("2026-03-27"))));
        assert_eq!(read("4.3.2026", Some(Order::MonthFirst)), Some(DayReading::Read(day("2026-04-03"))));
    }

    #[test]
    fn what_is_no_day_is_none() {
        for text in [
            "",
            "soon",
            "2026",
            "Q1 2026",
            "March 2026",
            "32.1.2026",
            "13/13/2026",
            "4.3.0026",
            "4.3",
            "1.2.3.4",
            "March April 4 2026",
            "12/31/2026x",
            "999999",
            "0",
            "2026-02-30",
            "4 March 126",
            "٤/٣/٢٠٢٦",
        ] {
            assert_eq!(read(text, None), None, "{text}");
        }
        assert_eq!(read("31/12/2026", Some(Order::MonthFirst)), None);
    }
}
