"""More time for one payment, now and then: asked for, counted, and limited."""
