"""Videos from outside: what they may be, how they are encoded anew (upright, in SDR, at an even rate), and how they play in ours. Pure."""
