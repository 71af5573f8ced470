//! A civil day, as files write it: `2026-11-22`. Nothing here reads the clock.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan as _;
use jiff::civil::Date;

pub mod written;

/// A day of the proleptic Gregorian calendar, years 1 to 9999, without a time or a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// The day with these parts, or `None` where the calendar has no such day.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        if year < 1 {
            return None;
        }
        Date::new(year, month, day).ok().map(Self)
    }

    /// The UTC day of a moment given in seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn of_unix_seconds(seconds: i64) -> Option<Self> {
        let timestamp = jiff::Timestamp::from_second(seconds).ok()?;
        Some(Self(timestamp.to_zoned(jiff::tz::TimeZone::UTC).date()))
    }

    /// Whole days from `earlier` to this day; negative where `earlier` is the later one.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> i64 {
        i64::from(self.0.since(earlier.0).map_or(0, |span| span.get_days()))
    }

    /// The day `days` later (earlier where negative), held at the ends of the calendar.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(days.clamp(-4_000_000, 4_000_000).days()))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

/// A second in UTC, written as `2026-11-22T09:30:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

impl Moment {
    /// The moment so many seconds after 1970-01-01T00:00:00Z; `None` outside the years 1 to 9999.
    #[must_use]
    pub fn of_unix_seconds(seconds: i64) -> Option<Self> {
        Day::of_unix_seconds(seconds).filter(|day| day.0.year() >= 1).map(|_| Self(seconds))
    }

    /// Whole seconds from `earlier` to this moment; negative where `earlier` is the later one.
    #[must_use]
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    /// Its UTC day.
    #[must_use]
    pub fn day(self) -> Day {
        // Checked when it was made.
        Day::of_unix_seconds(self.0).unwrap_or(Day(Date::MIN))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of_day = self.0.rem_euclid(86_400);
        write!(f, "{}T{:02}:{:02}:{:02}Z", self.day(), of_day / 3600, of_day / 60 % 60, of_day % 60)
    }
}

impl FromStr for Moment {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        let timestamp: jiff::Timestamp = text.parse().map_err(|_| NotADay)?;
        let moment = Self::of_unix_seconds(timestamp.as_second()).ok_or(NotADay)?;
        // Only the one form that is written: no fractions, no other zone.
        if moment.to_string() == text { Ok(moment) } else { Err(NotADay) }
    }
}

/// The text is not a day written as `YYYY-MM-DD`, or the calendar has no such day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADay;

impl fmt::Display for NotADay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a day of the calendar written as YYYY-MM-DD")
    }
}

impl std::error::Error for NotADay {}

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 10
            && bytes.iter().enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shaped {
            return Err(NotADay);
        }
        let number = |range: std::ops::Range<usize>| text[range].parse::<i16>().map_err(|_| NotADay);
        let part = |range| i8::try_from(number(range)?).map_err(|_| NotADay);
        Self::new(number(0..4)?, part(5..7)?, part(8..10)?).ok_or(NotADay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn reads_and_writes_the_same_text() {
        for text in ["2026-11-22", "2024-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(day(text).to_string(), text);
        }
    }

    #[test]
    fn refuses_what_no_calendar_has() {
        for text in ["2026-02-29", "2026-13-01", "2026-1-1", "20261122", "0000-01-01", "2026-11-22 ", "+026-11-22"] {
            assert_eq!(text.parse::<Day>(), Err(NotADay), "{text}");
        }
    }

    #[test]
    fn counts_days_over_years() {
        assert_eq!(day("2026-11-22").days_since(day("2025-11-22")), 365);
        assert_eq!(day("2025-11-22").days_since(day("2026-11-22")), -365);
        assert_eq!(day("2026-11-22").plus_days(180), day("2027-05-21"));
        assert_eq!(day("9999-12-31").plus_days(1), day("9999-12-31"));
    }

    #[test]
    fn a_moment_has_one_form() {
        let text = "2026-11-22T09:30:07Z";
        assert_eq!(text.parse::<Moment>().unwrap().to_string(), text);
        for other in ["2026-11-22T09:30:07.5Z", "2026-11-22T09:30:07+00:00", "2026-11-22T25:00:00Z", "2026-11-22"] {
            assert_eq!(other.parse::<Moment>(), Err(NotADay), "{other}");
        }
    }

    #[test]
    fn takes_the_utc_day_of_a_second() {
        assert_eq!(Day::of_unix_seconds(1_795_305_599), Some(day("2026-11-21")));
        assert_eq!(Day::of_unix_seconds(1_795_305_600), Some(day("2026-11-22")));
    }
}
