from django.apps import AppConfig


class VideosConfig(AppConfig):
    name = "videos"

    def ready(self) -> None:
        from chat.context import describes, reads
        from chat.llm.choice import register_offline_model
        from chat.operations.pruning import prunes
        from chat.runtime import register_kind
        from videos import tools  # noqa: F401  # registers what they hold
        from videos.demo import DemoModel
        from videos.files import file_deletion  # noqa: F401  # registers what they hold
        from videos.files.file_pruning import prune_files
        from videos.jobs.build_runner import BuildKind
        from videos.jobs.picture_runner import PictureKind
        from videos.jobs.render_runner import RenderKind
        from videos.jobs.speech_runner import SpeechKind
        from videos.tools.video_in_words import describe_brand, describe_uploads, describe_video, with_what_is_told

        reads(with_what_is_told)
        describes(describe_video)
        register_kind(BuildKind())
        describes(describe_uploads)
        describes(describe_brand, is_lasting=True)
        register_kind(SpeechKind())
        register_kind(PictureKind())
        register_kind(RenderKind())
        prunes(prune_files)
        register_offline_model(DemoModel)
