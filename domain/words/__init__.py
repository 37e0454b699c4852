"""Words: finding dishes by what people type."""
