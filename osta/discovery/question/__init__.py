"""Reading a question: from typed words to what is wanted, where, and what is not."""
