"""Thin HTTP to servers, around domain.record.replication."""
