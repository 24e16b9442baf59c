"""Videos from outside: what they may be, and how they are encoded anew, upright, in SDR and at an even rate. Pure."""
