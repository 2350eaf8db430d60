//! The application: state, modes, commands; `update` turns a message into effects.
