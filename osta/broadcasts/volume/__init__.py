"""Volume together: a need that no single producer can fill, pledged for in parts that nobody else sees."""
