//! Bytes become text: byte order marks, UTF-8, and older encodings by detection.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::Unreadable;

/// How much of a file is looked at to tell text from binary data, in bytes (git looks as far).
const BINARY_SAMPLE: usize = 8000;

/// How much of a file is shown to the encoding detector, in bytes.
const DETECTED: usize = 128 * 1024;

/// How far into a page its declared encoding is looked for, in bytes (HTML standard, "prescan a byte stream").
const PRESCANNED: usize = 1024;

/// A decoded file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The whole file but its byte order mark; newlines as they were.
    pub text: String,
    /// What it was decoded from (WHATWG name in lower case).
    pub encoding: &'static str,
    /// Whether a byte order mark was removed.
    pub had_bom: bool,
}

/// Decodes a text file: by its byte order mark (UTF-8, UTF-16), else as UTF-8, else in the encoding its bytes
/// look like (chardetng, as Firefox guesses unlabelled pages).
///
/// # Errors
/// When the file is empty or only white space, is binary, or breaks the rules of its encoding. A file that is
/// UTF-8 but for a few bytes is an error too: guessed as something else, all of it would be read wrongly.
pub fn decode(bytes: Vec<u8>) -> Result<Decoded, Unreadable> {
    decode_declared(bytes, None)
}

/// Decodes a page: as [`decode`], and pages that are not UTF-8 by the encoding they declare, if they do.
pub(super) fn decode_html(bytes: Vec<u8>) -> Result<Decoded, Unreadable> {
    let declared = declared_encoding(&bytes);
    decode_declared(bytes, declared)
}

fn decode_declared(bytes: Vec<u8>, declared: Option<&'static Encoding>) -> Result<Decoded, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    let decoded = match Encoding::for_bom(&bytes) {
        Some((encoding, bom)) => Decoded { had_bom: true, ..decode_as(encoding, bytes, bom)? },
        None if is_binary(&bytes) => return Err(Unreadable::Binary),
        None => match String::from_utf8(bytes) {
            Ok(text) => Decoded { text, encoding: "utf-8", had_bom: false },
            Err(error) => {
                let first_bad = error.utf8_error().valid_up_to();
                let bytes = error.into_bytes();
                if is_damaged_utf8(&bytes) {
                    return Err(Unreadable::Undecodable { encoding: "utf-8", byte: first_bad });
                }
                let encoding = declared.unwrap_or_else(|| detect(&bytes, first_bad));
                decode_as(encoding, bytes, 0)?
            }
        },
    };
    if is_binary(decoded.text.as_bytes()) {
        return Err(Unreadable::Binary);
    }
    if decoded.text.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    Ok(decoded)
}

/// Whether the first bytes of a file show already that it is no text, and [`decode`] would refuse it.
pub fn is_no_text(start: &[u8]) -> bool {
    Encoding::for_bom(start).is_none() && is_binary(start)
}

/// NUL bytes, or three controls in ten, near the start. Escape sequences and form feeds alone make no binary file.
fn is_binary(bytes: &[u8]) -> bool {
    let sample = bytes.get(..BINARY_SAMPLE.min(bytes.len())).unwrap_or_default();
    let controls = sample.iter().filter(|byte| matches!(byte, 0x01..=0x08 | 0x0B | 0x0E..=0x1F | 0x7F)).count();
    memchr::memchr(0, sample).is_some() || controls * 10 > sample.len() * 3
}

/// Whether text beyond ASCII is UTF-8 more often than not. In older encodings well-formed UTF-8 sequences hardly
/// ever come about by chance.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|&byte| byte >= 0xC0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad
}

fn detect(bytes: &[u8], first_bad: usize) -> &'static Encoding {
    let start = first_bad.saturating_sub(1024);
    let sample = bytes.get(start..bytes.len().min(start + DETECTED)).unwrap_or_default();
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Decodes all of `bytes` behind the first `skip`, strictly.
fn decode_as(encoding: &'static Encoding, mut bytes: Vec<u8>, skip: usize) -> Result<Decoded, Unreadable> {
    let name = lower_name(encoding);
    if encoding == UTF_8 {
        bytes.drain(..skip.min(bytes.len()));
        return match String::from_utf8(bytes) {
            Ok(text) => Ok(Decoded { text, encoding: name, had_bom: false }),
            Err(error) => {
                Err(Unreadable::Undecodable { encoding: name, byte: skip + error.utf8_error().valid_up_to() })
            }
        };
    }
    let source = bytes.get(skip..).unwrap_or_default();
    let undecodable = |byte| Unreadable::Undecodable { encoding: name, byte: skip + byte };
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(source.len()).ok_or(undecodable(0))?;
    let mut text = String::with_capacity(room);
    match decoder.decode_to_string_without_replacement(source, &mut text, true) {
        (encoding_rs::DecoderResult::InputEmpty, _) => Ok(Decoded { text, encoding: name, had_bom: false }),
        (encoding_rs::DecoderResult::Malformed(length, behind), read) => {
            Err(undecodable(read.saturating_sub(usize::from(length) + usize::from(behind))))
        }
        (encoding_rs::DecoderResult::OutputFull, read) => Err(undecodable(read)),
    }
}

/// The encoding that `<meta charset=…>`, or an XML declaration, names near the start of a page.
fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..PRESCANNED.min(bytes.len()))?.to_ascii_lowercase();
    let label = ["charset=", "encoding="].iter().find_map(|key| {
        let at = memchr::memmem::find(&head, key.as_bytes())? + key.len();
        let rest = head.get(at..)?;
        let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
        let end = rest.iter().position(|byte| !(byte.is_ascii_alphanumeric() || b"-_:".contains(byte)));
        rest.get(..end.unwrap_or(rest.len()))
    })?;
    // A page that calls itself UTF-8 or UTF-16 without being it is in some other encoding.
    Encoding::for_label(label).filter(|&encoding| ![UTF_8, UTF_16LE, UTF_16BE].contains(&encoding))
}

/// The encoding's name in lower case; encoding_rs has most of them in mixed case.
fn lower_name(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "UTF-8" => "utf-8",
        "UTF-16LE" => "utf-16le",
        "UTF-16BE" => "utf-16be",
        "IBM866" => "ibm866",
        "ISO-8859-2" => "iso-8859-2",
        "ISO-8859-3" => "iso-8859-3",
        "ISO-8859-4" => "iso-8859-4",
        "ISO-8859-5" => "iso-8859-5",
        "ISO-8859-6" => "iso-8859-6",
        "ISO-8859-7" => "iso-8859-7",
        "ISO-8859-8" => "iso-8859-8",
        "ISO-8859-8-I" => "iso-8859-8-i",
        "ISO-8859-10" => "iso-8859-10",
        "ISO-8859-13" => "iso-8859-13",
        "ISO-8859-14" => "iso-8859-14",
        "ISO-8859-15" => "iso-8859-15",
        "ISO-8859-16" => "iso-8859-16",
        "KOI8-R" => "koi8-r",
        "KOI8-U" => "koi8-u",
        "GBK" => "gbk",
        "Big5" => "big5",
        "EUC-JP" => "euc-jp",
        "EUC-KR" => "euc-kr",
        "ISO-2022-JP" => "iso-2022-jp",
        "Shift_JIS" => "shift_jis",
        lower => lower,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GERMAN: &str =
        "Die Außenministerin äußerte sich über Südtirol: „Es wäre schön“ – 5 €.\r\n\r\nGrüße aus Köln.\n";

    fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(unit).collect()
    }

    #[test]
    fn finds_the_encoding() {
        let (cyrillic, _, _) = encoding_rs::WINDOWS_1251.encode("Президент заявил, что переговоры продолжатся завтра.");
        let (japanese, _, _) = encoding_rs::SHIFT_JIS.encode("大統領は会談を続けると述べた。これは初めてのことだ。");
        for (bytes, encoding, had_bom) in [
            (GERMAN.as_bytes().to_vec(), "utf-8", false),
            (format!("\u{FEFF}{GERMAN}").into_bytes(), "utf-8", true),
            (utf16(GERMAN, u16::to_le_bytes), "utf-16le", true),
            (utf16(GERMAN, u16::to_be_bytes), "utf-16be", true),
            (encoding_rs::WINDOWS_1252.encode(GERMAN).0.into_owned(), "windows-1252", false),
        ] {
            let decoded = decode(bytes).unwrap();
            assert_eq!((decoded.text.as_str(), decoded.encoding, decoded.had_bom), (GERMAN, encoding, had_bom));
        }
        assert_eq!(decode(cyrillic.into_owned()).unwrap().encoding, "windows-1251");
        assert_eq!(decode(japanese.into_owned()).unwrap().encoding, "shift_jis");
        assert_eq!(decode(b"M\xFCller".to_vec()).unwrap().text, "Müller");
        assert_eq!(
            decode(b"Stra\xDFe, caf\xE9, \x84Zitat\x93 \x96 5 \x80".to_vec()).unwrap().text,
            "Straße, café, „Zitat“ – 5 €"
        );
        let page = b"<meta charset='iso-8859-7'><p>\xC1\xE8\xDE\xED\xE1".to_vec();
        assert!(decode_html(page).unwrap().text.ends_with("Αθήνα"));
    }

    #[test]
    fn says_why_not() {
        for (bytes, message) in [
            (Vec::new(), "is empty"),
            (b"\xEF\xBB\xBF \r\n".to_vec(), "is empty"),
            (b"\x7FELF\x02\x01\x01\0\0".to_vec(), "is a binary file, not text"),
            (b"\xFF\xFE\0\0a\0\0\0".to_vec(), "is a binary file, not text"),
            (b"\x01\x02\x03abc".to_vec(), "is a binary file, not text"),
            (
                "äöü\u{0}".replace('\u{0}', "").into_bytes().into_iter().chain([0xFF]).collect(),
                "cannot be decoded as utf-8: byte 6; convert the file to utf-8",
            ),
            (b"\xEF\xBB\xBFab\xFF".to_vec(), "cannot be decoded as utf-8: byte 5; convert the file to utf-8"),
            (b"\xFF\xFEa\0\x00\xD8b\0".to_vec(), "cannot be decoded as utf-16le: byte 4; convert the file to utf-8"),
        ] {
            assert_eq!(decode(bytes).unwrap_err().to_string(), message);
        }
        assert!(decode(b"\x1b[31mred\x1b[0m plain".to_vec()).is_ok());
    }

    proptest! {
        #[test]
        fn utf8_is_kept_and_nothing_panics(text in "\\PC{0,60}", bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(decoded) = decode(text.clone().into_bytes()) {
                prop_assert_eq!(decoded.text.as_str(), text.strip_prefix('\u{FEFF}').unwrap_or(&text));
            }
            let _ = decode(bytes.clone());
            let _ = decode_html(bytes);
        }
    }
}
