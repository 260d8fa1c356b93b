"""Who sells what near which village: the lexicon, places, reading questions and listings, searching, ranking."""
