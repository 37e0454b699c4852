"""Steps from one version of the store's file to the next."""
