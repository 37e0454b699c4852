"""Pieces of a till's surface that know nothing of orders."""
