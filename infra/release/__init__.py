"""Makes what a release consists of: see docs/releasing.md. It needs the whole source, and the tools of `[dev]`."""
