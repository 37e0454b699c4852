"""Printers, tickets, paper."""
