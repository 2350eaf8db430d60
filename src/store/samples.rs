//! The bundled sample corpus, embedded in the program.

/// A file of the sample folder: its name and its bytes.
type File = (&'static str, &'static [u8]);

macro_rules! files {
    ($($name:literal)+) => {
        &[$(($name, include_bytes!(concat!("../../assets/samples/", $name)))),+]
    };
}

/// Articles and the sidecars of programs beside them, by name; the tour is the first.
static FILES: &[File] = files! {
    "01-tour.md"
    "02-stromtrasse.txt"
    "03-river-talks.txt"
    "03-river-talks.txt.demo.gloss.toml"
    "04-night-trains.md"
    "05-hansekogge.txt"
    "06-signs-and-scripts.txt"
    "07-harrow-dam.txt"
    "08-seed-library.html"
};

/// The names of the sample articles, the tour first.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, _)| *name).filter(|name| !name.ends_with(super::sidecar_path::SUFFIX))
}

/// The bytes of a sample article.
pub fn bytes(name: &str) -> Option<&'static [u8]> {
    FILES.iter().find(|(file, _)| *file == name).map(|(_, bytes)| *bytes)
}

/// The bundled sidecars of a sample article, with their names.
pub fn sidecars(article: &str) -> impl Iterator<Item = File> {
    FILES
        .iter()
        .copied()
        .filter(move |(name, _)| super::sidecar_path::annotator_in(name.as_ref(), article.as_ref()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_sample_folder_is_embedded_in_order() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/samples");
        let mut found: Vec<String> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        found.sort();
        assert_eq!(FILES.iter().map(|(name, _)| *name).collect::<Vec<_>>(), found);
        assert!(names().next().unwrap().contains("tour"));
        assert_eq!(sidecars("03-river-talks.txt").count(), 1);
    }
}
