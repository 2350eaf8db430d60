//! The loop: threads, one channel, effects.
