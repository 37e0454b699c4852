"""The server's wire: what tills and phones send and get."""
