"""The owner's pages: today's figures, orders as they come, devices."""
