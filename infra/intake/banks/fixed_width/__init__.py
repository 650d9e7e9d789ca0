"""Files of records of 80 characters, whose fields stand at fixed places: lines, fields, and how they are written."""
