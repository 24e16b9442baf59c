"""`python -m benchmarks.briefs`: what the twelve recorded briefs look like, a sheet each, into benchmarks/briefs/.

The recordings are those of tests/videos/briefs: what a strong language model answered that read the product's requests
only. Each scene is shown when all of it has come. Needs no server and no key; a minute or two.
"""

from pathlib import Path

from benchmarks.sheets import contact_sheet, prepare

FOLDER = Path(__file__).parent / "briefs"


def main() -> None:
    prepare()
    from tests.videos.briefs.test_briefs import RECORDINGS, played
    from videos.document.document import parse_document

    FOLDER.mkdir(exist_ok=True)
    for name, recording in RECORDINGS.items():
        document = parse_document(played(recording).document)
        contact_sheet(document, FOLDER / f"{name}.webp", tall=240, across=1800)
        print(f"{name}: {len(document.scene_order)} scenes, {document.duration:g} s, {document.style.name}")


if __name__ == "__main__":
    main()
