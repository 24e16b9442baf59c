"""Templates: whole videos whose words wait to be replaced, one data file each. Pure."""
