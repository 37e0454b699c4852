"""WeChat beside its payments: a store's official account, and whose phone it is."""
