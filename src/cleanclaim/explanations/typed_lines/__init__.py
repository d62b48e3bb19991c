"""What a person types of a visit in a line, such as `97110 23, manual 7 pta`: read by a grammar, never guessed."""
