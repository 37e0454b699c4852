"""What there is left to sell."""
