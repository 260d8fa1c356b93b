"""Questions with the concepts they ask for, and how they are read."""
