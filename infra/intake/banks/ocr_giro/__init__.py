"""OCR giro, in which Norwegian banks report payments with a KID: layout, reader, writer."""
