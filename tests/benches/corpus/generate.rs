//! An invented corpus of any size: the same seed makes the same bytes.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use glossator::annot::{AnnotationSet, AnnotatorName, DocumentRef, Id, Kind, Record, SpanAnnotation, sidecar};
use glossator::extract::reader::{ArticleFormat, read};
use glossator::text::Span;
use rayon::prelude::*;

/// Files in a folder.
const IN_FOLDER: usize = 1000;

/// Bytes of an article, about.
const ARTICLE: usize = 4000;

/// Bytes of a record of a JSONL file, about.
const RECORD: usize = 1000;

/// Names, deeds, things and places of one language; a sentence takes one of each.
type Language = [[&'static str; 6]; 4];

const LANGUAGES: [Language; 6] = [
    [
        [
            "Die Ministerin Änne Großmann",
            "Der Rat von Mölln",
            "Jörg Süß",
            "Die Werft",
            "Ein Sprecher",
            "Die Opposition",
        ],
        ["kritisierte", "begrüßte", "prüft seit März", "verkaufte", "fordert", "bezweifelt"],
        ["den Ausbau der Trasse", "die Gebührenordnung", "das Gutachten", "„mehr Maß“", "den Haushalt", "die Fähre"],
        ["in Köln", "vor der Küste", "am 3. Oktober", "ohne Begründung", "zum zweiten Mal", "in Übersee"],
    ],
    [
        ["The harbour board", "Maeve O’Connell", "A ferry company", "The council", "Two fishermen", "The auditor"],
        ["rejected", "praised", "has postponed", "will publish", "questioned", "quietly bought"],
        ["the new timetable", "a report on dredging", "the toll", "“an honest map”", "the pier", "its budget"],
        ["on Tuesday", "in Galway", "for the third year", "before the vote", "by a narrow margin", "off the coast"],
    ],
    [
        ["Ministryně Šárka Dvořáčková", "Obec Říčany", "Mluvčí", "Jiří Kubečka", "Loděnice", "Opozice"],
        ["odmítla", "přivítala", "zkoumá", "prodala", "žádá", "zpochybnila"],
        ["nový jízdní řád", "zprávu o řece", "mýtné", "rozpočet", "přívoz", "„poctivou mapu“"],
        ["v úterý", "u Labe", "po třetí", "bez vysvětlení", "před volbami", "v přístavu"],
    ],
    [
        ["Министр Анна Щукина", "Совет порта", "Верфь", "Юрий Чёрный", "Представитель", "Оппозиция"],
        ["отклонила", "поддержала", "изучает", "продала", "требует", "оспорила"],
        ["новое расписание", "доклад о реке", "пошлину", "бюджет", "паром", "«честную карту»"],
        ["во вторник", "у берега", "в третий раз", "без объяснений", "перед выборами", "в Архангельске"],
    ],
    [
        ["Η υπουργός Άννα Ψαρρά", "Ο δήμος", "Το ναυπηγείο", "Ο Γιώργος Ξένος", "Ένας εκπρόσωπος", "Η αντιπολίτευση"],
        ["απέρριψε", "χαιρέτισε", "εξετάζει", "πούλησε", "ζητά", "αμφισβήτησε"],
        ["το νέο δρομολόγιο", "την έκθεση", "τα διόδια", "τον προϋπολογισμό", "το πορθμείο", "«έναν χάρτη»"],
        ["την Τρίτη", "στον Πειραιά", "για τρίτη φορά", "χωρίς εξήγηση", "πριν από την ψηφοφορία", "στην ακτή"],
    ],
    [
        ["港湾局は", "佐々木大臣は", "造船所は", "市議会は", "報道官は", "野党は"],
        ["火曜日に", "函館で", "三度目に", "説明なしに", "採決の前に", "沖合で"],
        ["新しい時刻表を", "川の報告書を", "通行料を", "予算案を", "渡し船を", "「正直な地図」を"],
        ["退けた", "歓迎した", "調べている", "売却した", "求めた", "疑問視した"],
    ],
];

/// Numbers that look random: SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
pub struct Random(u64);

impl Random {
    /// The numbers of one article or record of the corpus `seed`.
    pub fn of(seed: u64, number: usize) -> Random {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (number as u64).wrapping_mul(0xD1B5_4A32_D192_ED03))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// One of `things`.
    fn pick<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[(self.next() % things.len() as u64) as usize]
    }

    fn sentence(&mut self, language: &Language, into: &mut String) {
        for (part, words) in language.iter().enumerate() {
            if part > 0 {
                into.push(' ');
            }
            let word: &&str = self.pick(words);
            into.push_str(word);
        }
        into.push_str(". ");
    }

    /// A headline.
    pub fn title(&mut self) -> String {
        let language = self.pick(&LANGUAGES);
        let mut title = String::new();
        self.sentence(language, &mut title);
        title.trim_end_matches(". ").to_owned()
    }

    /// Paragraphs of one language, of about so many bytes.
    fn prose(&mut self, bytes: usize) -> String {
        let language = self.pick(&LANGUAGES);
        let mut text = String::with_capacity(bytes + 200);
        while text.len() < bytes {
            for _ in 0..5 {
                self.sentence(language, &mut text);
            }
            text.truncate(text.trim_end().len());
            text.push_str("\n\n");
        }
        text
    }
}

fn article(seed: u64, number: usize) -> String {
    let mut random = Random::of(seed, number);
    let title = random.title();
    format!(" date 20{:02}-{:02} {title}\n\n{}", number % 25, number % 12 + 1, random.prose(ARTICLE))
}

/// Writes `count` articles below `root`, a thousand to a folder. Every `share`th has a sidecar of `anna` with four spans,
/// half of them one of the program `ner`, too.
pub fn folders(root: &Path, seed: u64, count: usize, share: usize) -> io::Result<()> {
    for folder in 0..count.div_ceil(IN_FOLDER) {
        fs::create_dir_all(root.join(format!("{folder:03}")))?;
    }
    (0..count).into_par_iter().try_for_each(|number| {
        let path = file(root, number);
        let text = article(seed, number);
        fs::write(&path, &text)?;
        if number % share == 0 {
            annotate(&path, text.clone(), "anna", Kind::Human)?;
        }
        if number % (2 * share) == 0 {
            annotate(&path, text, "ner", Kind::Model)?;
        }
        Ok(())
    })
}

fn file(root: &Path, number: usize) -> PathBuf {
    root.join(format!("{:03}", number / IN_FOLDER)).join(format!("{number:06}.txt"))
}

fn annotate(path: &Path, text: String, annotator: &str, kind: Kind) -> io::Result<()> {
    let name = path.file_name().unwrap().to_str().unwrap();
    let document = read(name, text.into_bytes(), ArticleFormat::Plain).unwrap();
    let mut set = AnnotationSet::new(AnnotatorName::parse(annotator).unwrap(), kind, DocumentRef::of(&document));
    let text = document.text();
    set.extend((0..4).filter_map(|i| {
        let word = text.words_from(i * text.len() / 4).next()?;
        let place = Span::new(word.start, word.end);
        Some(Record::Span(SpanAnnotation::new(Id::from_bits(i as u64), ["PER", "ORG", "LOC", "MISC"][i], place)))
    }));
    fs::write(path.with_file_name(format!("{name}.{annotator}.gloss.toml")), sidecar::write(&set, text))
}

/// Writes a JSONL file of at least `bytes` bytes; how many records it has.
pub fn json_lines(path: &Path, seed: u64, bytes: u64) -> io::Result<usize> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let (mut written, mut records) = (0, 0);
    while written < bytes {
        let lines: Vec<String> =
            (records..records + 10_000).into_par_iter().map(|number| json_line(seed, number)).collect();
        for line in lines {
            if written >= bytes {
                break;
            }
            file.write_all(line.as_bytes())?;
            (written, records) = (written + line.len() as u64, records + 1);
        }
    }
    file.flush()?;
    Ok(records)
}

fn json_line(seed: u64, number: usize) -> String {
    let mut random = Random::of(seed, number);
    let (title, text) = (random.title(), random.prose(RECORD));
    let record = serde_json::json!({"id": format!("r{number}"), "title": title, "text": text});
    format!("{record}\n")
}
