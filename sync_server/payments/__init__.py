"""Gateways that charge guests: one port, and one file for each provider."""
