"""Qt item models over frozen values; each says exactly which rows changed."""
