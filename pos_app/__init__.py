"""The till: a store's one writer, its screens and its printers."""
