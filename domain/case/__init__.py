"""A case: one claim's life, from the day it is received to the day it is closed. A theme is a folder."""
