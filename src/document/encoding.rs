//! The encodings in which spreadsheets save text: UTF-8, and the two that Excel writes beside it.

/// How the bytes of a text stand for its characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// What files of this project are written in.
    #[default]
    Utf8,
    /// What Excel calls `CSV` on Windows in western Europe and America.
    Windows1252,
    /// What Excel calls `Unicode Text`.
    Utf16,
}

impl Encoding {
    /// The encodings by their names.
    pub const NAMES: [(&'static str, Self); 3] =
        [("utf-8", Self::Utf8), ("windows-1252", Self::Windows1252), ("utf-16", Self::Utf16)];

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Windows1252 => "windows-1252",
            Self::Utf16 => "utf-16",
        }
    }

    /// The text that bytes are; `None` where they are none in this encoding.
    #[must_use]
    pub fn decode(self, bytes: &[u8]) -> Option<String> {
        match self {
            Self::Utf8 => String::from_utf8(bytes.to_vec()).ok(),
            Self::Windows1252 => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
            Self::Utf16 => utf_16(bytes),
        }
    }

    /// The encoding that bytes seem to have that are not UTF-8.
    #[must_use]
    pub fn guess(bytes: &[u8]) -> Option<Self> {
        // A byte that is zero stands in UTF-16 alone.
        let wide = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || bytes.contains(&0);
        let guess = if wide { Self::Utf16 } else { Self::Windows1252 };
        guess.decode(bytes).map(|_| guess)
    }
}

/// The 32 characters in which Windows-1252 is not Latin-1; five bytes stand for nothing.
fn windows_1252(byte: u8) -> Option<char> {
    const HIGH: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”',
        '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => Some(HIGH[usize::from(byte - 0x80)]).filter(|character| *character != '\0'),
        other => Some(char::from(other)),
    }
}

/// UTF-16 with a byte order mark, or in the order in which Windows writes it.
fn utf_16(bytes: &[u8]) -> Option<String> {
    let (big, bytes) = match bytes {
        [0xff, 0xfe, rest @ ..] => (false, rest),
        [0xfe, 0xff, rest @ ..] => (true, rest),
        other => (false, other),
    };
    if bytes.len() % 2 != 0 {
        return None;
    }
    let units = bytes.chunks_exact(2).map(|pair| {
        let pair = [pair[0], pair[1]];
        if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    });
    char::decode_utf16(units).collect::<Result<String, _>>().ok().filter(|text| !text.contains('\0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_excel_writes_is_told_apart_and_read() {
        assert_eq!(Encoding::guess(b"agency\x92s \x80"), Some(Encoding::Windows1252));
        assert_eq!(Encoding::Windows1252.decode(b"agency\x92s \x80 \xfc").as_deref(), Some("agency’s € ü"));
        assert_eq!(Encoding::Windows1252.decode(b"\x81"), None);
        let wide: Vec<u8> = "tool\tü🦀".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = [&[0xff, 0xfe][..], &wide].concat();
        let big: Vec<u8> = [0xfe, 0xff].into_iter().chain("tool".encode_utf16().flat_map(u16::to_be_bytes)).collect();
        for bytes in [&wide, &marked] {
            assert_eq!(Encoding::guess(bytes), Some(Encoding::Utf16));
            assert_eq!(Encoding::Utf16.decode(bytes).as_deref(), Some("tool\tü🦀"));
        }
        assert_eq!(Encoding::Utf16.decode(&big).as_deref(), Some("tool"));
        for broken in [&[0xff, 0xfe, 0x00, 0xd8][..], &[0xff, 0xfe, 0x41], &[0x41, 0x00, 0x00, 0x00]] {
            assert_eq!(Encoding::Utf16.decode(broken), None, "{broken:?}");
        }
        assert!(Encoding::NAMES.iter().all(|(name, encoding)| encoding.as_str() == *name));
    }
}
