"""The floor: tables, what needs a person, phones."""
