"""The making of an answer: the loop, its tool calls, what the model is asked, and how it ends."""
