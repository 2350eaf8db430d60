use super::*;
use proptest::prelude::*;

fn slices(content: &[u8], format: CorpusFormat) -> (Option<TableHead>, Vec<Vec<u8>>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corpus");
    fs::write(&path, content).unwrap();
    let corpus = Corpus::open(&path, format, None).unwrap();
    let mut found = 0..0;
    corpus
        .find_records(&mut |part| {
            assert_eq!(part.records.start, found.end);
            found.end = part.records.end;
            true
        })
        .unwrap();
    let record = |index| bytes(&RecordHandle { corpus: Arc::clone(&corpus), index }, u64::MAX).unwrap();
    let one_by_one: Vec<Vec<u8>> = found.map(record).collect();
    let mut at_once = Vec::new();
    corpus.each(&mut |_, bytes| at_once.push(bytes.to_owned())).unwrap();
    assert_eq!(one_by_one, at_once);
    (corpus.table.clone(), one_by_one)
}

/// Where records begin does not depend on how the file is cut into parts.
fn cut(mut cut: impl Cut, content: &[u8], part: usize) -> (Vec<u64>, bool) {
    let (mut starts, mut at) = (Vec::new(), 0);
    for bytes in content.chunks(part) {
        cut.feed(at, bytes, &mut starts);
        at += bytes.len() as u64;
    }
    let closed = cut.finish(&mut starts);
    (starts, closed)
}

proptest! {
    /// The lines are those that splitting the whole file gives.
    #[test]
    fn lines_are_the_lines(content in "(\u{feff})?([a{}ä \r]{0,4}\n?){0,12}") {
        let (_, found) = slices(content.as_bytes(), CorpusFormat::JsonLines);
        let naive: Vec<&str> =
            content.strip_prefix('\u{feff}').unwrap_or(&content).split('\n').filter(|line| !line.trim_ascii().is_empty()).collect();
        let found: Vec<&str> = found.iter().map(|line| std::str::from_utf8(line).unwrap()).collect();
        prop_assert_eq!(found, naive);
    }

    #[test]
    fn parts_make_no_difference(content in "[a\";,\r\n{ ]{0,40}", part in 1usize..9) {
        let whole = content.len().max(1);
        prop_assert_eq!(cut(Rows::new(b','), content.as_bytes(), part), cut(Rows::new(b','), content.as_bytes(), whole));
        prop_assert_eq!(cut(Lines::default(), content.as_bytes(), part), cut(Lines::default(), content.as_bytes(), whole));
    }

    /// Any table is cut where the `csv` crate cuts it.
    #[test]
    fn rows_are_those_of_the_csv_crate(content in "[a\";,\r\n ]{0,40}") {
        let mut reader = csv_reader(content.as_bytes(), b',');
        let rows: Vec<csv::ByteRecord> = reader.byte_records().map(Result::unwrap).collect();
        let (starts, closed) = cut(Rows::new(b','), content.as_bytes(), content.len().max(1));
        let ends = starts.iter().skip(1).map(|&start| start as usize).chain([content.len()]);
        let cut: Vec<csv::ByteRecord> = starts.iter().zip(ends).filter_map(|(&start, end)| {
            csv_reader(&content.as_bytes()[start as usize..end], b',').byte_records().next().transpose().unwrap()
        }).collect();
        let whole = if closed { rows.len() } else { rows.len() - 1 };
        prop_assert_eq!(&cut[..whole.min(cut.len())], &rows[..whole]);
    }

    /// Rows read one by one are the rows that reading the whole file gives, quoted line breaks and all.
    #[test]
    fn rows_are_the_rows(rows in prop::collection::vec(prop::collection::vec("[a\";,ä\r\n]{0,5}", 2), 1..8), crlf: bool) {
        let end = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new().terminator(end).from_writer(Vec::new());
        writer.write_record(["id", "text"]).unwrap();
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let content = [writer.into_inner().unwrap(), b"\n\n".to_vec()].concat();
        let (table, found) = slices(&content, CorpusFormat::Csv);
        prop_assert_eq!(table.unwrap().columns, vec!["id", "text"]);
        let found: Vec<Vec<String>> = found.into_iter().map(|row| {
            csv_reader(row.as_slice(), b',').into_records().next().unwrap().unwrap().iter().map(str::to_owned).collect()
        }).collect();
        prop_assert_eq!(found, rows);
    }
}

#[test]
fn spreadsheets_with_semicolons_and_older_encodings_are_read() {
    let (table, rows) = slices(b"Kennung;\xDCberschrift;text\n1;a,b;\"x\ny\"\n", CorpusFormat::Csv);
    let table = table.unwrap();
    assert_eq!((table.delimiter, table.columns), (b';', vec!["Kennung", "Überschrift", "text"].into()));
    assert_eq!(cells(rows[0].clone(), b';').unwrap().unwrap(), vec!["1", "a,b", "x\ny"]);
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_found_where_it_begins() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.csv");
    for (content, records, ended) in [
        ("id,text\na,x\n\n\nb,\"never\nc,y\nd,z\n", 1, Ended::Unclosed { line: 5 }),
        ("id,text\na,\"x\ny\"\nb,\"ends \"\"", 1, Ended::Unclosed { line: 4 }),
        ("id,\"text\na,x\n", 0, Ended::Unclosed { line: 1 }),
        ("id,text\na,\"x\ny\"", 1, Ended::Whole),
        ("id,text\na,x \"y\n", 1, Ended::Whole),
        ("id,text\r\na,\"x\"\r\n\r\n", 1, Ended::Whole),
        ("id,text", 0, Ended::Whole),
    ] {
        fs::write(&path, content).unwrap();
        let corpus = Corpus::open(&path, CorpusFormat::Csv, None).unwrap();
        let end = corpus.find_records(&mut |_| true).unwrap();
        assert_eq!((end, corpus.len()), (ended, records), "{content:?}");
    }
}
