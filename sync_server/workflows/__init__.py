"""What the server does, by chapter; no web and no SQL."""
