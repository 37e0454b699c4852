"""The store as a whole: first run, links to servers."""
