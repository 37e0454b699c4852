"""What is true in any restaurant: values, rules and events. No clock, no I/O, standard library only."""
