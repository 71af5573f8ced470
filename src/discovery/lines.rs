//! A stream of bytes as lines of text: of any length together, none longer than a bound, in the encodings
//! in which exports come.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use crate::document::encoding::Encoding;

/// The most bytes of a line that is looked at; of a longer one nothing is kept.
pub(super) const LONGEST_LINE: usize = 1 << 20;
/// How much is read at once.
const PIECE: usize = 1 << 17;

/// A line of a stream.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum TextLine<'a> {
    /// The line without its end.
    Text(&'a str),
    /// A line longer than any that is looked at.
    TooLong,
}

/// Reads a stream line by line.
pub(super) struct TextLines<R> {
    input: R,
    buffer: Vec<u8>,
    /// Where in the buffer the next line begins, and where what was read ends.
    from: usize,
    filled: usize,
    number: u64,
    over: bool,
    decoded: String,
}

impl<R: Read> TextLines<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, buffer: vec![0; PIECE], from: 0, filled: 0, number: 0, over: false, decoded: String::new() }
    }

    /// The number of the line that was read last, from 1.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// The next line; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<TextLine<'_>>> {
        let mut looked_at = self.from;
        let mut too_long = false;
        loop {
            let found = memchr::memchr(b'\n', &self.buffer[looked_at..self.filled]);
            if let Some(length) = found {
                let (begin, end) = (self.from, looked_at + length);
                self.from = end + 1;
                self.number += 1;
                return Ok(Some(if too_long { TextLine::TooLong } else { self.line(begin, end) }));
            }
            if self.over {
                let (begin, end) = (self.from, self.filled);
                self.from = end;
                if begin == end && !too_long {
                    return Ok(None);
                }
                self.number += 1;
                return Ok(Some(if too_long { TextLine::TooLong } else { self.line(begin, end) }));
            }
            if self.filled - self.from > LONGEST_LINE {
                too_long = true;
            }
            if too_long {
                self.from = self.filled;
            }
            // What is left of the buffer goes to its start, and grows only for a line that is not done.
            self.buffer.copy_within(self.from..self.filled, 0);
            self.filled -= self.from;
            self.from = 0;
            looked_at = self.filled;
            if self.buffer.len() - self.filled < PIECE / 2 {
                self.buffer.resize(self.buffer.len() + PIECE, 0);
            }
            match self.input.read(&mut self.buffer[self.filled..]) {
                Ok(0) => self.over = true,
                Ok(length) => self.filled += length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn line(&mut self, begin: usize, end: usize) -> TextLine<'_> {
        let bytes = &self.buffer[begin..end];
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => TextLine::Text(text),
            // What Excel writes beside UTF-8; a byte that stands for nothing there is replaced.
            Err(_) => {
                self.decoded =
                    Encoding::Windows1252.decode(bytes).unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned());
                TextLine::Text(&self.decoded)
            }
        }
    }
}

/// Turns UTF-16 into UTF-8 as it is read.
pub(super) struct FromUtf16<R> {
    input: R,
    big: bool,
    /// Bytes that were read and are less than a character.
    left: Vec<u8>,
    /// What is to be given out.
    out: Vec<u8>,
    given: usize,
}

impl<R: Read> FromUtf16<R> {
    /// Reads with the byte order that is said; the mark of it is taken off.
    pub(super) fn new(input: R, big: bool) -> Self {
        Self { input, big, left: Vec::new(), out: Vec::new(), given: 0 }
    }
}

impl<R: Read> Read for FromUtf16<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.out.len() {
            let mut piece = vec![0; PIECE / 2];
            let length = self.input.read(&mut piece)?;
            if length == 0 && self.left.len() < 2 {
                return Ok(0);
            }
            self.left.extend_from_slice(&piece[..length]);
            let pairs = self.left.chunks_exact(2).map(|pair| {
                let pair = [pair[0], pair[1]];
                if self.big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
            });
            let mut units: Vec<u16> = pairs.collect();
            // The first half of a character waits for the second, unless nothing follows.
            let waits = length > 0 && units.last().is_some_and(|unit| (0xd800..0xdc00).contains(unit));
            if waits {
                units.pop();
            }
            self.left.drain(..units.len() * 2);
            let text: String = char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect();
            self.out = text.into_bytes();
            self.given = 0;
            if length == 0 {
                self.left.clear();
            }
        }
        let length = into.len().min(self.out.len() - self.given);
        into[..length].copy_from_slice(&self.out[self.given..self.given + length]);
        self.given += length;
        Ok(length)
    }
}

/// Counts the lines that a reader of single bytes has passed.
pub(super) struct CountedLines<R> {
    pub(super) input: R,
    pub(super) line: Rc<Cell<usize>>,
}

impl<R: Read> Read for CountedLines<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(into)?;
        let passed = memchr::memchr_iter(b'\n', &into[..length]).count();
        self.line.set(self.line.get() + passed);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Vec<String> {
        let mut lines = TextLines::new(bytes);
        let mut found = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            found.push(match line {
                TextLine::Text(text) => text.to_owned(),
                TextLine::TooLong => "too long".to_owned(),
            });
        }
        found
    }

    #[test]
    fn lines_end_as_any_system_ends_them_and_may_be_in_the_encoding_of_excel() {
        assert_eq!(lines(b"a\r\nb\n\nc"), ["a", "b", "", "c"]);
        assert_eq!(lines(b""), [""; 0]);
        assert_eq!(lines(b"a\n"), ["a"]);
        assert_eq!(lines("caf\u{e9}\n".as_bytes()), ["café"]);
        assert_eq!(lines(b"caf\xe9\nx"), ["café", "x"]);
    }

    #[test]
    fn of_a_line_without_end_nothing_is_kept() {
        let mut bytes = b"one\n".to_vec();
        bytes.extend(std::iter::repeat_n(b'x', 3 * LONGEST_LINE));
        bytes.extend(b"\ntwo\n");
        assert_eq!(lines(&bytes), ["one", "too long", "two"]);
        let mut endless = TextLines::new(std::io::repeat(b'y').take(64 << 20));
        assert_eq!(endless.next().unwrap(), Some(TextLine::TooLong));
        assert!(endless.buffer.len() <= 2 * LONGEST_LINE);
    }

    #[test]
    fn utf_16_of_either_order_is_read_in_pieces_of_any_length() {
        struct OneByOne<'a>(&'a [u8]);
        impl Read for OneByOne<'_> {
            fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
                let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
                into[0] = *first;
                self.0 = rest;
                Ok(1)
            }
        }
        let text = "Gerät;\u{1f980}\nzwei";
        for big in [false, true] {
            let unit = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
            let bytes: Vec<u8> = text.encode_utf16().flat_map(unit).collect();
            let mut read = String::new();
            FromUtf16::new(OneByOne(&bytes), big).read_to_string(&mut read).unwrap();
            assert_eq!(read, text);
        }
    }
}
