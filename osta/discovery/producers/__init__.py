"""Producers in and out: saving a listing so that it is found, and reading and writing files of producers."""
