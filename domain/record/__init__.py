"""Facts: how they are written, chained, folded into state and replicated."""
