from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chat"

    def ready(self) -> None:
        from chat import team  # noqa: F401  # registers its tools
        from chat.llm.choice import register_knowledge
        from chat.model_servers import ServersInTheDatabase

        register_knowledge(ServersInTheDatabase)
