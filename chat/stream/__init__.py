"""What happened in an answer: events, their fold, snapshots, the log that stores, the feed that readers follow."""
