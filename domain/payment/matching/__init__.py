"""A payment finds its cases, or waits in suspense."""
