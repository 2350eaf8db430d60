//! Annotations: the sets, their edits and history, proposals, the sidecar format.
