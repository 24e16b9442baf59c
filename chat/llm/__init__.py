"""Model servers: the client, hearing an answer, which model, what can go wrong."""
