"""A payment: one line of a bank file, from the day it is received to where its money went. A theme is a folder."""
