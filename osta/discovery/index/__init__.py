"""The form index: every form a question may use, in memory-mapped tries, built once from the data files."""
