"""The verbs of a cashier's day, without Qt."""
