"""A team whose names, inputs and results are all allowed, and none of them usual."""
