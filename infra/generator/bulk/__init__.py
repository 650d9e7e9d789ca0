"""A whole portfolio written straight to an empty log: what writers would have written, without their commands."""
