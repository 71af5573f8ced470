//! An exact fraction for showing: rounded only at the moment somebody reads it.

use std::cmp::Ordering;

/// A fraction of whole numbers with a positive denominator.
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    numerator: i128,
    denominator: i128,
}

impl Ratio {
    /// Nothing.
    pub const ZERO: Self = Self { numerator: 0, denominator: 1 };

    /// `numerator / denominator`; a denominator below 1 counts as 1.
    #[must_use]
    pub fn new(numerator: i128, denominator: i128) -> Self {
        Self { numerator, denominator: denominator.max(1) }
    }

    /// The value times `10^places`, rounded half up to a whole number.
    #[must_use]
    pub fn scaled(self, places: u32) -> i128 {
        let scale = 10_i128.pow(places);
        (2 * self.numerator * scale + self.denominator).div_euclid(2 * self.denominator)
    }

    /// The value in tenths as it is shown: one decimal, half up.
    #[must_use]
    pub fn tenths(self) -> i128 {
        self.scaled(1)
    }

    /// The value with one decimal, as people see it.
    #[must_use]
    pub fn shown(self) -> String {
        let tenths = self.tenths();
        let sign = if tenths < 0 { "-" } else { "" };
        format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
    }

    /// The same without a decimal that says nothing: `75` for 75.0.
    #[must_use]
    pub fn brief(self) -> String {
        let shown = self.shown();
        shown.strip_suffix(".0").map_or(shown.clone(), str::to_owned)
    }

    /// The value in whole percent, half up, for a fraction of 1.
    #[must_use]
    pub fn percent(self) -> i128 {
        self.scaled(2)
    }

    /// The sum with another value, exact as long as the product of the denominators is.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        if self.denominator % other.denominator == 0 {
            return Self::new(
                self.numerator + other.numerator * (self.denominator / other.denominator),
                self.denominator,
            );
        }
        Self::new(
            self.numerator * other.denominator + other.numerator * self.denominator,
            self.denominator * other.denominator,
        )
    }

    /// The same value divided by a whole number above 0.
    #[must_use]
    pub fn over(self, divisor: i128) -> Self {
        Self::new(self.numerator, self.denominator * divisor.max(1))
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ratio {}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        // By quotient and remainder in turn, so that no product of two large values is formed.
        let (mut a, mut b) = ((self.numerator, self.denominator), (other.numerator, other.denominator));
        let mut flipped = false;
        loop {
            let quotients = a.0.div_euclid(a.1).cmp(&b.0.div_euclid(b.1));
            let rests = (a.0.rem_euclid(a.1), b.0.rem_euclid(b.1));
            let order = match (quotients, rests) {
                (Ordering::Equal, (0, 0)) => return Ordering::Equal,
                (Ordering::Equal, (0, _)) => Ordering::Less,
                (Ordering::Equal, (_, 0)) => Ordering::Greater,
                (Ordering::Equal, (rest_a, rest_b)) => {
                    // rest_a/a.1 against rest_b/b.1 is the reverse of their reciprocals.
                    (a, b) = ((a.1, rest_a), (b.1, rest_b));
                    flipped = !flipped;
                    continue;
                }
                (order, _) => order,
            };
            return if flipped { order.reverse() } else { order };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_half_up() {
        for (numerator, denominator, shown) in [
            (0, 1, "0.0"),
            (1, 20, "0.1"),
            (49, 1000, "0.0"),
            (1999, 100, "20.0"),
            (1994, 100, "19.9"),
            (-1, 20, "0.0"),
            (-6, 100, "-0.1"),
            (100, 1, "100.0"),
        ] {
            assert_eq!(Ratio::new(numerator, denominator).shown(), shown, "{numerator}/{denominator}");
        }
        assert_eq!(Ratio::new(2, 3).scaled(6), 666_667);
    }

    #[test]
    fn compares_without_products() {
        let huge = i128::MAX / 2;
        assert!(Ratio::new(huge, huge - 1) > Ratio::new(huge - 1, huge));
        assert!(Ratio::new(1, 3) < Ratio::new(2, 5));
        assert!(Ratio::new(-1, 3) < Ratio::new(-1, 4));
        assert_eq!(Ratio::new(2, 6), Ratio::new(1, 3));
    }
}
