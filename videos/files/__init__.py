"""Files of a project: uploads, stills, and what makes room for them."""
