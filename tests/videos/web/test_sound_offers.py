"""What the panel Sound is told beside what is heard now."""

from tests.people import Person
from videos.rights import RIGHTS

SCENES = {
    "intro": {"duration": 1.3, "order": ["words"], "elements": {"words": {"type": "text", "text": "Nova is\nhere"}}},
    "two": {"duration": 3.9},
}


def test_it_is_told_what_could_be_read_how_long_scenes_last_on_the_beat_and_whose_it_is(maker: Person) -> None:
    project = maker.project()
    sound = f"/api/projects/{project}/sound"
    assert maker.get(sound)["on_beat"] is None
    operations = [{"op": "add", "path": f"/scenes/{name}", "value": each} for name, each in SCENES.items()]
    operations += [{"op": "replace", "path": "/scene_order", "value": list(SCENES)}]
    operations += [{"op": "add", "path": "/audio/tracks/music", "value": {"type": "music", "mood": "calm"}}]
    maker.ask("PATCH", f"/api/projects/{project}/video", 200, json={"operations": operations})
    told = maker.get(sound)
    assert told["words"] == {"intro": "Nova is here.", "two": ""}
    beat = 60 / next(each for each in told["music"] if each["mood"] == "calm")["pieces"][0]["tempo"]
    assert all(abs(seconds / beat - round(seconds / beat)) < 0.01 for seconds in told["on_beat"].values())
    assert [each["what"] for each in told["rights"]] == [each.what for each in RIGHTS]
