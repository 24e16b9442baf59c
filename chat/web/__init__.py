"""How clients reach the conversation: API, frames, WebSocket, SSE, hub, revocation, serializers, pages."""
