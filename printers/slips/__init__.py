"""One file per kind of slip: a frozen value of facts, and the function that lays them out as a ticket."""
