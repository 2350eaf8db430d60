//! The terminal: a session that undoes itself on every way out, what is typed and pointed at there, the clipboard.
//!
//! The only user of crossterm. Crossterm writes; the bytes that come in are decoded here ([`Decoder`]), because
//! reading has to stop while another program has the terminal, must end when the terminal does, and must not take
//! the first half of a slow escape sequence for keys.

mod clipboard;
mod decode;
mod parse;
mod reader;
mod session;
mod tty;

pub use clipboard::{COPY_LIMIT, TooLong};
pub use decode::{Decoder, Input, Pointer, PointerKind};
pub use session::Session;
pub use tty::Tty;
