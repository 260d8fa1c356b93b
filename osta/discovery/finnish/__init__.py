"""Finnish words: folding, generated forms, spoken northern variants, endings."""
