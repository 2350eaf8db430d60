//! Compressed files: their content as a stream, and copies of corpora in the cache folder, of which one record can be read.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf, absolute};
use std::time::UNIX_EPOCH;

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::corpus::{CHUNK, Stamp};
use super::durable::Fingerprint;
use super::path_label;
use crate::extract::reader::Compression;

/// How a file is compressed, by its name.
pub(super) fn compression(path: &Path) -> Option<Compression> {
    Compression::of_name(&path.file_name()?.to_string_lossy())
}

/// The content of a file, decompressed where its name says that it is compressed. Compressed data that is cut off or
/// damaged is an error of the kind `InvalidData`, which says so.
pub(super) fn content(path: &Path) -> io::Result<Box<dyn Read>> {
    Ok(match compression(path) {
        Some(compression) => Box::new(Unpacking::of(File::open(path)?, compression)),
        None => Box::new(File::open(path)?),
    })
}

/// A decompressed copy of a corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Copy {
    /// Where it stands.
    pub path: PathBuf,
    /// What the compressed file was when it was made.
    pub stamp: Stamp,
    /// Why it ends before the corpus does, where it does: it has the lines that could be decompressed.
    pub broken: Option<String>,
}

/// The copy of the corpus `path` in the cache folder, made where there is none of the file as it is. `on_progress` hears
/// how many bytes of how many are decompressed, and ends the work with `false`; then there is no copy.
///
/// # Errors
/// When the file cannot be read, or the copy cannot be written.
pub(super) fn unpack(
    path: &Path,
    compression: Compression,
    cache: &Path,
    on_progress: &mut dyn FnMut(u64, u64) -> bool,
) -> io::Result<Option<Copy>> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    let (stamp, size) = (Stamp::of(&metadata), metadata.len());
    let folder = cache.join("unpacked");
    let changed = metadata.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    let prefix = Fingerprint::of(absolute(path)?.as_os_str().as_encoded_bytes()).to_string();
    let prefix = prefix.get(..32).unwrap_or(&prefix);
    let whole = folder.join(format!("{prefix}-{size}-{}", changed.as_nanos()));
    if whole.is_file() {
        return Ok(Some(Copy { path: whole, stamp, broken: None }));
    }
    let unwritable = |error: io::Error| {
        let (folder, advice) = (path_label(&folder), "make room there, or have XDG_CACHE_HOME name another folder");
        io::Error::other(format!("its decompressed copy cannot be written to {folder}: {error}; {advice}"))
    };
    fs::create_dir_all(&folder).map_err(unwritable)?;
    let mut copy = tempfile::NamedTempFile::new_in(&folder).map_err(unwritable)?;
    // Both handles share one place in the file.
    let mut place = file.try_clone()?;
    let mut content = Unpacking::of(file, compression);
    let (mut buffer, mut written, mut lines) = (vec![0; CHUNK], 0, 0);
    let broken = loop {
        let bytes = match content.read(&mut buffer) {
            Ok(0) => break None,
            Ok(read) => buffer.get(..read).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) if error.kind() == ErrorKind::InvalidData => break Some(error.to_string()),
            Err(error) => return Err(error),
        };
        copy.write_all(bytes).map_err(unwritable)?;
        lines = memchr::memrchr(b'\n', bytes).map_or(lines, |at| written + at as u64 + 1);
        written += bytes.len() as u64;
        if !on_progress(place.stream_position()?, size) {
            return Ok(None);
        }
    };
    let target = if broken.is_some() { whole.with_extension("broken") } else { whole };
    if broken.is_some() {
        copy.as_file().set_len(lines).map_err(unwritable)?;
    }
    copy.as_file().sync_data().map_err(unwritable)?;
    copy.persist(&target).map_err(|error| unwritable(error.error))?;
    remove_others(&folder, prefix, &target);
    Ok(Some(Copy { path: target, stamp, broken }))
}

/// Removes copies of what the same file was before.
fn remove_others(folder: &Path, prefix: &str, copy: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_other = |path: &PathBuf| {
        path != copy && path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(prefix.as_bytes()))
    };
    for path in entries.map(|entry| entry.path()).filter(is_other) {
        // What stays takes room, and is never read.
        let _stays = fs::remove_file(path);
    }
}

/// Decompresses while it is read, and says what is wrong with compressed data.
struct Unpacking(Box<dyn Read>, &'static str);

impl Unpacking {
    fn of(file: File, compression: Compression) -> Unpacking {
        let file = BufReader::with_capacity(64 << 10, file);
        match compression {
            Compression::Gzip => Unpacking(Box::new(MultiGzDecoder::new(file)), "gzip"),
            Compression::Zstandard => Unpacking(Box::new(Frames::of(file)), "zstd"),
        }
    }
}

impl Read for Unpacking {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Unpacking(content, name) = self;
        content.read(buffer).map_err(|error| {
            let problem = match error.kind() {
                ErrorKind::UnexpectedEof => format!("its {name} data is cut off; get the file anew"),
                ErrorKind::InvalidData | ErrorKind::InvalidInput => {
                    format!("its {name} data is damaged ({error}); get the file anew")
                }
                _ => return error,
            };
            io::Error::new(ErrorKind::InvalidData, problem)
        })
    }
}

/// The frames of a zstd file, one behind the other (RFC 8878, section 3), with their checksums looked at.
struct Frames<R> {
    source: R,
    decoder: FrameDecoder,
    within: bool,
    /// What went wrong in the frame, to be told once all is read that was decoded before.
    failed: Option<io::Error>,
}

/// The last block of a frame, without content, and a checksum where one is expected. The decoder keeps back a window of
/// what it decoded until a frame ends; this gives what it has of one that is cut off.
const END: &[u8] = &[1, 0, 0, 0, 0, 0, 0];

impl<R: BufRead> Frames<R> {
    fn of(source: R) -> Frames<R> {
        Frames { source, decoder: FrameDecoder::new(), within: false, failed: None }
    }

    /// What went wrong. The decoder does not say when it wanted more than there is.
    fn wrong(&mut self, error: &FrameDecoderError) -> io::Error {
        match self.source.fill_buf() {
            Ok([]) => ErrorKind::UnexpectedEof.into(),
            Ok(_) => io::Error::new(ErrorKind::InvalidData, error.to_string()),
            Err(error) => error,
        }
    }

    fn skip(&mut self, length: u64) -> io::Result<()> {
        let skipped = io::copy(&mut self.source.by_ref().take(length), &mut io::sink())?;
        if skipped < length { Err(ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }

    fn ends_as_it_says(&self) -> io::Result<()> {
        match self.decoder.get_checksum_from_data() {
            Some(said) if self.decoder.get_calculated_checksum() != Some(said) => {
                Err(io::Error::new(ErrorKind::InvalidData, "its checksum is another"))
            }
            _ => Ok(()),
        }
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.within {
                while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                    let decoded = self.decoder.decode_blocks(&mut self.source, BlockDecodingStrategy::UptoBlocks(1));
                    if let Err(error) = decoded {
                        self.failed = Some(self.wrong(&error));
                        let ended = self.decoder.decode_blocks(END, BlockDecodingStrategy::UptoBlocks(1));
                        ended.map_err(io::Error::other)?;
                    }
                }
                let read = self.decoder.read(buffer)?;
                if read > 0 {
                    return Ok(read);
                }
                self.within = false;
                self.failed.take().map_or(Ok(()), Err)?;
                self.ends_as_it_says()?;
            }
            if self.source.fill_buf()?.is_empty() {
                return Ok(0);
            }
            match self.decoder.reset(&mut self.source) {
                Ok(()) => self.within = true,
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                    self.skip(u64::from(length))?;
                }
                Err(error) => return Err(self.wrong(&error)),
            }
        }
    }
}

#[cfg(test)]
mod tests;
