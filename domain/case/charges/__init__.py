"""What is added to a claim after it was handed over: late interest, fees and court costs."""
