//! A tar archive in a gzip container, for a few small files of text: the same files give the same bytes on
//! any machine, which no compressor promises, so nothing is compressed.

/// The size of a block of tar.
const BLOCK: usize = 512;
/// The most bytes of a stored block of deflate.
const STORED: usize = 0xffff;

/// Files by their names, as `.tar.gz`.
pub(super) fn packed(files: &[(&str, &str)]) -> Vec<u8> {
    gzip(&tar(files))
}

fn tar(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = Vec::new();
    for (name, content) in files {
        archive.extend(header(name, content.len()));
        archive.extend(content.as_bytes());
        archive.resize(archive.len().next_multiple_of(BLOCK), 0);
    }
    // Two empty blocks end it.
    archive.resize(archive.len() + 2 * BLOCK, 0);
    archive
}

/// The header of a file that belongs to nobody and was made at no time.
fn header(name: &str, size: usize) -> [u8; BLOCK] {
    let mut header = [0; BLOCK];
    let mut put = |at: usize, text: &str| header[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, name);
    put(100, "0000644\0");
    put(108, "0000000\0");
    put(116, "0000000\0");
    put(124, &format!("{size:011o}\0"));
    put(136, "00000000000\0");
    // The sum counts its own field as blanks.
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\x0000");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    let mut chunks = bytes.chunks(STORED).peekable();
    while let Some(chunk) = chunks.next() {
        // A chunk is never longer than what two bytes can say.
        let length = u16::try_from(chunk.len()).unwrap_or(u16::MAX);
        packed.push(u8::from(chunks.peek().is_none()));
        packed.extend(length.to_le_bytes());
        packed.extend((!length).to_le_bytes());
        packed.extend(chunk);
    }
    packed.extend(crc32(bytes).to_le_bytes());
    let size = u32::try_from(bytes.len() & 0xffff_ffff).unwrap_or_default();
    packed.extend(size.to_le_bytes());
    packed
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
    let of_byte = |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc));
    !bytes.iter().fold(u32::MAX, of_byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_that_of_everybody_else_and_blocks_are_whole() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        let long = "x".repeat(70_000);
        let archive = tar(&[("a", "one"), ("b", &long)]);
        assert_eq!(archive.len() % BLOCK, 0);
        let packed = gzip(&archive);
        assert_eq!(packed, gzip(&tar(&[("a", "one"), ("b", &long)])));
        assert_eq!(packed.len(), 10 + archive.len() + 5 * archive.len().div_ceil(STORED) + 8);
    }
}
