"""What a process needs to run: settings, the clock, crash points, the tuning of the garbage collector."""
