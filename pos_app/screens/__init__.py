"""Screens by chapter: they draw the till's view and call its verbs."""
