"""Disputes: the customer says that the claim is wrong, and gets an answer in writing."""
