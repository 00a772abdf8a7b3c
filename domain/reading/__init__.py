"""Reading: what one text says. `domain.readings` is the door; these are its rooms."""
