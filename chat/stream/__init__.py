"""What happened in an answer: events, their fold, the log that stores them and the feed that readers follow."""
