"""Charts that grow: bars, lines and donuts, with words that can be read. Pure."""
