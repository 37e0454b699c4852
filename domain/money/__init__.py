"""Tenders, payments, sharing of sums."""
