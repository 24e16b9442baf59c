"""From Lottie to pixels and files, in child processes: pool, pieces, encoders, costs, inspection."""
