"""Laws and policies as dated rows with their source."""
