"""Whether a log that was restored from a copy is complete: held against heads that were kept before."""
