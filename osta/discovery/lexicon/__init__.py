"""The lexicon: concepts and their words, needs and the words around a question, read from plain CSV files."""
