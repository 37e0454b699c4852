"""The store's encrypted file: journal, state tables, and what belongs to this device alone."""
