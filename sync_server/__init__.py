"""The server: relay of phones' orders, home of a store's facts, and the owner's window on them."""
