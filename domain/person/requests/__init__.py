"""What is asked for of a person and waits for a second one."""
