"""Paying and what follows."""
