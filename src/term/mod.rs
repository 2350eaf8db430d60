//! The terminal: a session that undoes itself on every way out, what is typed and pointed at there, the clipboard.
//!
//! The only user of crossterm. Crossterm writes; the bytes that come in are decoded here ([`Decoder`]), because
//! reading has to stop while another program has the terminal, must end when the terminal does, and must not take
//! the first half of a slow escape sequence for keys.

mod clipboard;
mod decode;
mod parse;
#[cfg(unix)]
mod reader;
#[cfg(unix)]
mod session;
#[cfg(unix)]
mod tty;

pub use clipboard::{COPY_LIMIT, TooLong};
pub use decode::{Decoder, Input, Pointer, PointerKind};
#[cfg(unix)]
pub use session::Session;
#[cfg(unix)]
pub use tty::Tty;
