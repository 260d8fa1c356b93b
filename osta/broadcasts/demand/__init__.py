"""From a need to a supplier: what people look for, who is asked to offer it, and who hears that somebody does."""
