//! The command line: arguments, the commands that print, exit codes.
