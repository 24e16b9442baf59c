"""From a document to Lottie, valid by construction; nothing else may reach ThorVG. Pure."""
