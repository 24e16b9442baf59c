"""Videos from outside: what they may be, how they are encoded anew, upright, in SDR, and how they play. Pure."""
