"""Who sells what near which village: questions, follow-ups, lists of answers and their buttons."""
