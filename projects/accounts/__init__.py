"""Who people are: sign-in, sessions, API tokens, throttling of passwords; and their brand."""
