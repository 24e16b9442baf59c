"""How clients reach the conversation: API, WebSocket, SSE, pages."""
