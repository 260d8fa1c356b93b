"""A seller's listing: told step by step, left and taken up again, previewed, sent for approval, edited later."""
