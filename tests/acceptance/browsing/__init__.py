"""A real browser on the pages: found on this machine or installed, and held to what every page promises."""

NO_BROWSER = "NO PAGE WAS TRIED IN A REAL BROWSER"
"""How the sentence begins that a run ends with when there is none."""
