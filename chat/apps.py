from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chat"

    def ready(self) -> None:
        from chat.answer.learned_refusals import ServersInTheDatabase
        from chat.conversation import deletion, team  # noqa: F401  # registers what they hold
        from chat.llm.choice import register_knowledge
        from chat.operations import admin  # noqa: F401  # registers what operators see

        register_knowledge(ServersInTheDatabase)
