//! A bound on how deep a file nests, checked before it is parsed.
//!
//! The TOML parser bounds brackets and dotted keys each for itself, and their product is enough to overflow a
//! stack. This looks at the characters alone, so that whatever passes is shallow.

/// Deepest nesting that is read. A header's keys count twice, because each may be a list of tables, so that the
/// same value written on one line stays within the parser's own bound of 80 brackets.
pub const DEEPEST: usize = 64;

/// The byte at which `source` nests too deeply, if it does.
pub fn too_deep(source: &str) -> Option<usize> {
    let bytes = source.as_bytes();
    // Keys of the current header; then, for each open bracket and the line itself, the dots of the current entry.
    let (mut header, mut open, mut line_is_empty) = (0, vec![0], true);
    let mut in_header = false;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let length = match byte {
            b'#' => rest_of_line(bytes, at),
            b'"' | b'\'' => string_length(bytes, at),
            _ => 1,
        };
        match byte {
            b'[' if open.len() == 1 && line_is_empty => {
                (header, in_header) = (2, true);
            }
            b'.' if in_header => header += 2,
            b'[' | b'{' if !in_header => open.push(0),
            b']' | b'}' if open.len() > 1 => drop(open.pop()),
            b'\n' if open.len() == 1 => (open, in_header) = (vec![0], false),
            b',' => set_last(&mut open, |_| 0),
            b'.' => set_last(&mut open, |dots| dots + 1),
            _ => {}
        }
        line_is_empty = byte == b'\n' || (line_is_empty && byte.is_ascii_whitespace());
        if header + open.iter().sum::<usize>() + open.len() > DEEPEST {
            return Some(at);
        }
        at += length;
    }
    None
}

fn set_last(open: &mut [usize], dots: impl Fn(usize) -> usize) {
    if let Some(last) = open.last_mut() {
        *last = dots(*last);
    }
}

fn rest_of_line(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    memchr::memchr(b'\n', rest).unwrap_or(rest.len()).max(1)
}

/// The length of the string that starts at `at`, with its quotation marks; one on a single line ends there at the latest.
fn string_length(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let Some(&mark) = rest.first() else { return 1 };
    let long = rest.get(..3).is_some_and(|three| three.iter().all(|&b| b == mark));
    let mut i = if long { 3 } else { 1 };
    while let Some(&byte) = rest.get(i) {
        match byte {
            b'\\' if mark == b'"' => i += 1,
            b'\n' if !long => return i,
            _ if byte == mark && !long => return i + 1,
            // Up to two marks more may stand before the three that end it.
            _ if byte == mark => {
                match rest.get(i..).unwrap_or_default().iter().take(5).take_while(|&&b| b == mark).count() {
                    marks @ 3.. => return i + marks,
                    marks => i += marks - 1,
                }
            }
            _ => {}
        }
        i += 1;
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_nest_is_bounded_and_ordinary_files_pass() {
        let keys = |n: usize| vec!["a"; n].join(".");
        let product = format!("{}1{}", format!("{{ {} = ", keys(9)).repeat(9), "}".repeat(9));
        for source in [
            format!("{} = 1", keys(80)),
            format!("[{}]\nx = 1", keys(40)),
            format!("x = {}{}", "[".repeat(80), "]".repeat(80)),
            format!("x = '.[{{' \nx = {product}"),
            format!("[{}]\nx = 1\n{} = 1", keys(20), keys(30)),
            format!("x = \"\\\" \" # [\n{} = 1", keys(80)),
        ] {
            assert!(too_deep(&source).is_some(), "{source}");
        }
        let many = "x.y = [{ a.b = 1.5, c = '''[\n[''' }, 1.5]\n[a.b]\n".repeat(500);
        for source in [many, format!("x = '{}'", ".[{".repeat(99)), format!("x = [{}]", "1.5, ".repeat(500))] {
            assert_eq!(too_deep(&source), None, "{source}");
        }
    }
}
