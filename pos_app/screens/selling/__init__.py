"""Ordering: dish grid, order pane, options."""
