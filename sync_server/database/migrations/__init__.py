"""Numbered changes of the server's tables. HEAD is the newest; a test holds it to the versions folder."""

HEAD = "0038"
