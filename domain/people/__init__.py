"""Staff and what they may do."""
