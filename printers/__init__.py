"""From a ticket to paper: slips lay facts out, the encoder makes bytes, delivery sees them printed."""
