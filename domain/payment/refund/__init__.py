"""Money that is nobody's here goes back to who paid it: proposed, approved by a second person, sent, confirmed."""
