//! Inputs that nobody wrote: good ones, bent.

/// Longest input that is made, in bytes.
const LONGEST: usize = 8 * 1024;

/// What breaks parsers: marks of every format, controls, direction marks, numbers at their limits, broken UTF-8.
const TOKENS: &[&[u8]] = &[
    b"\"",
    b"'",
    b"\"\"\"",
    b"'''",
    b"[",
    b"]",
    b"[[",
    b"{",
    b"}",
    b"=",
    b".",
    b",",
    b"#",
    b"\\",
    b"\\u202e",
    b"\\U0010ffff",
    b"\n",
    b"\r",
    b"\r\n",
    b"\n\n",
    b"\t",
    b"\0",
    b"\x1b[2J",
    b"\x1b]52;c;aGk=\x07",
    b"\x07",
    b"\x7f",
    b"\xc2\x9b",
    b"\xe2\x80\xae",
    b"\xe2\x81\xa6",
    b"\xe2\x80\xa8",
    b"\xef\xbb\xbf",
    b"\xe2\x80\x8b",
    b"\xcc\x81",
    b"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9",
    b"\xf0\x9f\x87\xa9",
    b"\xef\xb8\x8f",
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xd8\x00",
    b"<",
    b">",
    b"</",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"<p>",
    b"<b id=x>",
    b"<table>",
    b"<svg><style>",
    b"<script>",
    b"&#x202e;",
    b"&#0;",
    b"&nbsp;",
    b"> ",
    b"- ",
    b"1. ",
    b"**",
    b"_",
    b"```",
    b"~~~",
    b"![",
    b"](",
    b"---\n",
    b"|",
    b"0",
    b"-1",
    b"9223372036854775808",
    b"1e999",
    b"nan",
    b"inf",
    b"2026-13-40T99:99:99Z",
    b"null",
    b"true",
    b"\"id\":",
    b"\"text\":",
    b"id,text\n",
    b";",
    b"=1+1",
    b"<C-",
    b"<Esc>",
    b"<lt>",
    b"../",
    b"/etc/passwd",
    b"\xe2\x80\x9e",
    b"\xe2\x80\x9c",
    b"Mehr zum Thema - ",
    b" date 2022-02 ",
];

/// Bends seeds, the same way for the same number.
pub struct Mutator {
    state: u64,
    pool: Vec<Vec<u8>>,
}

impl Mutator {
    pub fn new(seed: u64, pool: Vec<Vec<u8>>) -> Mutator {
        Mutator { state: seed, pool }
    }

    /// The next input.
    pub fn next(&mut self) -> Vec<u8> {
        let mut input = self.seed();
        for _ in 0..=self.below(6) {
            self.bend(&mut input);
            input.truncate(LONGEST);
        }
        // What became of one input may become of the next.
        if self.below(8) == 0 {
            let place = self.below(self.pool.len());
            match self.pool.len() < 256 {
                true => self.pool.push(input.clone()),
                false => self.pool[place] = input.clone(),
            }
        }
        input
    }

    fn seed(&mut self) -> Vec<u8> {
        let index = self.below(self.pool.len());
        self.pool[index].clone()
    }

    /// A number below `end`, by SplitMix64 (Steele, Lea, Flood 2014).
    fn below(&mut self, end: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % (end.max(1) as u64)).unwrap()
    }

    /// A piece of `input`, as the places of its ends.
    fn piece(&mut self, input: &[u8]) -> (usize, usize) {
        let (a, b) = (self.below(input.len() + 1), self.below(input.len() + 1));
        (a.min(b), a.max(b))
    }

    fn bend(&mut self, input: &mut Vec<u8>) {
        let (start, end) = self.piece(input);
        match self.below(8) {
            0 => input.truncate(end),
            1 => drop(input.drain(start..end)),
            2 if !input.is_empty() => {
                let (place, bit) = (start.min(input.len() - 1), self.below(8));
                input[place] ^= 1 << bit;
            }
            3 => {
                let token = TOKENS[self.below(TOKENS.len())].repeat(1 << (self.below(10) * self.below(2)));
                drop(input.splice(start..start, token));
            }
            4 => {
                let token = TOKENS[self.below(TOKENS.len())];
                drop(input.splice(start..end, token.iter().copied()));
            }
            5 => {
                let piece = input[start..end].repeat(1 + self.below(4));
                drop(input.splice(start..start, piece));
            }
            6 => {
                let other = self.seed();
                let (from, to) = self.piece(&other);
                drop(input.splice(start..end, other[from..to].iter().copied()));
            }
            // Nested: what opens, many times, around a piece.
            _ => {
                let (token, times) = (TOKENS[self.below(TOKENS.len())], self.below(200));
                let nested = [token.repeat(times), input[start..end].to_vec(), token.repeat(times)].concat();
                drop(input.splice(start..end, nested));
            }
        }
    }
}
