from django.apps import AppConfig


class VideosConfig(AppConfig):
    name = "videos"

    def ready(self) -> None:
        from chat.context import describes
        from chat.llm.choice import register_offline_model
        from chat.pruning import prunes
        from chat.runtime import register_kind
        from videos import cleaning, tools  # noqa: F401  # registers what they hold
        from videos.building_work import BuildKind
        from videos.demo import DemoModel
        from videos.describing import describe_brand, describe_uploads, describe_video
        from videos.pruning import prune_files
        from videos.rendering_work import RenderKind

        describes(describe_video)
        register_kind(BuildKind())
        describes(describe_uploads)
        describes(describe_brand, is_lasting=True)
        register_kind(RenderKind())
        prunes(prune_files)
        register_offline_model(DemoModel)
