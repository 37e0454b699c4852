"""A scale at the till: what it says on its line, and the line itself."""
