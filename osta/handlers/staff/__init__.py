"""What staff do: decide what waits, look up, correct, merge, invite; each change with an entry in the audit log."""
