"""A month of a small collection agency in a minute: real servers, real files, and every part of the product once."""
