"""Menu, order, price."""
