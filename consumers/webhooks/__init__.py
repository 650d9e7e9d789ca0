"""Calls those who have subscribed, one thread for each subscription."""
