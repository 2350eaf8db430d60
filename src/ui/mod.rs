//! Drawing: the application's state becomes a screen and a map of what is where.
