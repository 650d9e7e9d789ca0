"""An event as a record: its bytes, its headers and the hash chain over them."""
