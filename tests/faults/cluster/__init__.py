"""Three brokers, and what is done to them: killed, frozen, restarted, and their leaders and copies moved."""
