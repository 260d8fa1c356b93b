"""What was found as people see it: places in sentences, lists of results, a producer's card."""
