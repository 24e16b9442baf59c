"""The styles there are: each a whole look, for some kind of video."""

from videos.document.complaints import Complaint
from videos.document.nearest import did_you_mean
from videos.document.style import Style

# What each is for, as a model is told, and the look itself.
_CATALOGUE: tuple[tuple[str, Style], ...] = (
    ("anything, modern", Style(name="midnight")),
    ("bakery, café, craft", Style(
        name="linen", background="#f7f1e6", surface="#fffaf2", text="#2b211a", quiet="#665648", accent="#b4472f",
        accent2="#2f6f73", heading_font="serif", heading_weight=700, corner=0.25, backdrop="plain", motion="fade",
        energy=0.25,
    )),
    ("restaurant, coffee, evening", Style(
        name="bistro", background="#22120b", surface="#3a2216", text="#fff4e6", quiet="#dcc3a8", accent="#f2a654",
        accent2="#e2603a", heading_font="slab", heading_weight=700, corner=0.35, backdrop="steam", motion="rise",
        energy=0.35,
    )),
    ("birthday, party, carnival", Style(
        name="party", background="#2a0a4a", surface="#4a1a76", text="#ffffff", quiet="#e2cff5", accent="#ffd23f",
        accent2="#ff5d8f", heading_font="rounded", body_font="rounded", heading_weight=700, corner=1.0,
        backdrop="balloons", motion="pop", energy=0.9,
    )),
    ("business, report, consulting", Style(
        name="boardroom", background="#f4f6fb", surface="#ffffff", text="#0f1c3f", quiet="#475573", accent="#1f4fd8",
        accent2="#0b8f8f", heading_font="sans", heading_weight=800, corner=0.2, backdrop="grid", motion="slide",
        energy=0.35,
    )),
    ("finance, figures, industry", Style(
        name="graphite", background="#15181e", surface="#262b35", text="#f5f7fb", quiet="#b9c1cf", accent="#ff8a3d",
        accent2="#7cc4ff", heading_font="sans", heading_weight=600, corner=0.12, backdrop="bars", motion="wipe",
        energy=0.4,
    )),
    ("software, AI, developers", Style(
        name="circuit", background="#050b12", surface="#0f1e2e", text="#e9f7ff", quiet="#9db8ca", accent="#22e6b8",
        accent2="#7f8cff", heading_font="mono", heading_weight=700, heading_size=0.85, corner=0.1, backdrop="dots",
        motion="type", energy=0.5,
    )),
    ("forest, outdoor, sustainable", Style(
        name="forest", background="#0b2318", surface="#173a2a", text="#f3fbef", quiet="#bcd5c0", accent="#b9e36c",
        accent2="#f0b849", heading_font="display", heading_weight=600, corner=0.6, backdrop="firs", motion="rise",
        energy=0.3,
    )),
    ("garden, farm, fresh food", Style(
        name="meadow", background="#eff6dd", surface="#fcfff4", text="#1c3315", quiet="#4a5f3d", accent="#3f7d1c",
        accent2="#cf4d1f", heading_font="slab", heading_weight=800, corner=0.5, backdrop="hills", motion="rise",
        energy=0.4,
    )),
    ("sea, summer, swimming", Style(
        name="ocean", background="#053346", surface="#0b4c64", text="#f1fcff", quiet="#bfe0ea", accent="#ffd48a",
        accent2="#56e3d0", heading_font="display", heading_weight=700, corner=0.8, backdrop="waves", motion="slide",
        energy=0.45,
    )),
    ("yoga, wellness, calm", Style(
        name="lavender", background="#efeaf8", surface="#fcfaff", text="#2e2548", quiet="#5b5175", accent="#7452b8",
        accent2="#b24c78", heading_font="display", heading_weight=400, heading_size=0.95, corner=0.9, backdrop="blobs",
        motion="fade", energy=0.1,
    )),
    ("health, doctor, pharmacy", Style(
        name="clinic", background="#ecf8f5", surface="#ffffff", text="#0c3838", quiet="#3f5f5e", accent="#0a8474",
        accent2="#3f6bd8", heading_font="rounded", heading_weight=600, corner=0.75, backdrop="rings", motion="rise",
        energy=0.3,
    )),
    ("kids, toys, school party", Style(
        name="crayon", background="#ffe27a", surface="#fff8dc", text="#2a1f52", quiet="#51456f", accent="#d7263d",
        accent2="#1766c4", heading_font="hand", body_font="rounded", heading_weight=700, heading_size=1.25, corner=1.0,
        backdrop="sun", motion="pop", energy=0.95,
    )),
    ("sweets, ice cream, fun", Style(
        name="candy", background="#ffe1ec", surface="#fff7fa", text="#4a1035", quiet="#7a3a5f", accent="#d6247f",
        accent2="#0e8a92", heading_font="rounded", body_font="rounded", heading_weight=700, heading_size=1.1,
        corner=1.0, backdrop="dots", motion="pop", energy=0.8,
    )),
    ("news, politics, facts", Style(
        name="bulletin", background="#ffffff", surface="#eff1f4", text="#101319", quiet="#484f5e", accent="#d0112b",
        accent2="#123f8a", heading_font="condensed", heading_weight=700, heading_size=1.1, corner=0.0,
        backdrop="diagonals", motion="wipe", energy=0.6,
    )),
    ("luxury, jewellery, fashion", Style(
        name="noir", background="#0c0b0a", surface="#1d1a16", text="#f8f2e4", quiet="#c3b69d", accent="#d6b16c",
        accent2="#8f7546", heading_font="serif", heading_weight=500, heading_size=0.95, corner=0.0, backdrop="frame",
        motion="fade", energy=0.1,
    )),
    ("sport, fitness, match", Style(
        name="stadium", background="#0f1312", surface="#212a27", text="#ffffff", quiet="#c2cdc8", accent="#c9ff2f",
        accent2="#ff5f3b", heading_font="poster", heading_weight=400, heading_size=1.2, corner=0.0,
        backdrop="diagonals", motion="slide", energy=1.0,
    )),
    ("lesson, how-to, chalk", Style(
        name="chalkboard", background="#1f3b35", surface="#2c5048", text="#fdfdf4", quiet="#d2e2d8", accent="#ffdc73",
        accent2="#ff9d86", heading_font="hand", heading_weight=700, heading_size=1.25, corner=0.3, backdrop="grid",
        motion="type", energy=0.45,
    )),
    ("course, study, explainer", Style(
        name="notebook", background="#fbfaf4", surface="#ffffff", text="#1c2340", quiet="#4f5672", accent="#2f57cf",
        accent2="#dd4a24", heading_font="slab", heading_weight=700, corner=0.3, backdrop="dots", motion="wipe",
        energy=0.4,
    )),
    ("wedding, invitation, thanks", Style(
        name="blush", background="#fcf0ed", surface="#fffaf8", text="#4a2530", quiet="#75525c", accent="#b3475f",
        accent2="#957030", heading_font="script", body_font="serif", heading_weight=400, heading_size=0.95, corner=0.4,
        backdrop="frame", motion="fade", energy=0.15,
    )),
    ("love, valentine, anniversary", Style(
        name="rose", background="#430c28", surface="#651b40", text="#fff3f6", quiet="#f2c8d6", accent="#ffb0c5",
        accent2="#ff6188", heading_font="script", heading_weight=400, corner=0.9, backdrop="hearts", motion="zoom",
        energy=0.4,
    )),
    ("winter, snow, skiing", Style(
        name="frost", background="#e4f0fa", surface="#f9fcff", text="#0d2a4a", quiet="#435f7d", accent="#1b6fb8",
        accent2="#c92f45", heading_font="serif", heading_weight=800, corner=0.5, backdrop="firs", motion="fade",
        energy=0.3,
    )),
    ("christmas, advent, festive", Style(
        name="holly", background="#560d19", surface="#761b29", text="#fff8ec", quiet="#f2d3c8", accent="#f5cd6e",
        accent2="#4fc48a", heading_font="script", body_font="serif", heading_weight=400, corner=0.4, backdrop="bokeh",
        motion="fade", energy=0.35,
    )),
    ("seventies, records, flea market", Style(
        name="vinyl", background="#f0ae2d", surface="#ffdc8c", text="#33140a", quiet="#542a12", accent="#9c2a0c",
        accent2="#0d5a60", heading_font="display", heading_weight=900, corner=0.7, backdrop="rings", motion="zoom",
        energy=0.6,
    )),
    ("eighties, games, neon", Style(
        name="arcade", background="#16052e", surface="#300f57", text="#fdf2ff", quiet="#d5bdf0", accent="#ff4fa6",
        accent2="#2de2e6", heading_font="mono", body_font="mono", heading_weight=800, heading_size=0.9, corner=0.0,
        backdrop="sun", motion="type", energy=0.8,
    )),
    ("art, architecture, minimal", Style(
        name="gallery", background="#ffffff", surface="#f3f3f0", text="#121212", quiet="#585855", accent="#121212",
        accent2="#e2401a", heading_font="sans", heading_weight=300, corner=0.0, backdrop="plain", motion="fade",
        energy=0.1,
    )),
    ("announcement, slogan, poster", Style(
        name="billboard", background="#2424e0", surface="#1717ad", text="#ffffff", quiet="#dfe2ff", accent="#ffe84a",
        accent2="#ff86c0", heading_font="poster", heading_weight=400, heading_size=1.3, corner=0.0, backdrop="plain",
        motion="zoom", energy=0.8,
    )),
    ("sale, discount, opening", Style(
        name="sale", background="#a91710", surface="#860f0a", text="#ffffff", quiet="#ffe8df", accent="#ffdc4a",
        accent2="#ffa98f", heading_font="condensed", heading_weight=700, heading_size=1.2, corner=0.15,
        backdrop="diagonals", motion="pop", energy=0.9,
    )),
    ("travel, holiday, tours", Style(
        name="horizon", background="#dff0fd", surface="#fbfdff", text="#0b2f4f", quiet="#3a5873", accent="#d2481a",
        accent2="#0a78ad", heading_font="display", heading_weight=800, corner=0.6, backdrop="sun", motion="slide",
        energy=0.5,
    )),
    ("property, city, law", Style(
        name="skyline", background="#0f2030", surface="#1d364b", text="#f8f5ee", quiet="#bccad6", accent="#e0b970",
        accent2="#6fb9d0", heading_font="serif", heading_weight=600, corner=0.1, backdrop="skyline", motion="rise",
        energy=0.3,
    )),
    ("music, club, concert", Style(
        name="club", background="#0a0713", surface="#20183a", text="#ffffff", quiet="#c9c0e0", accent="#ff3d7f",
        accent2="#3bd6ff", heading_font="condensed", heading_weight=700, heading_size=1.2, corner=0.3, backdrop="bars",
        motion="zoom", energy=1.0,
    )),
    ("night, dreams, science", Style(
        name="cosmos", background="#060818", surface="#1a1e45", text="#f6f3ff", quiet="#bfc0e4", accent="#b9a0ff",
        accent2="#ffa8cf", heading_font="display", heading_weight=300, corner=0.8, backdrop="stars", motion="zoom",
        energy=0.3,
    )),
)  # fmt: skip

STYLES: dict[str, Style] = {style.name: style for _, style in _CATALOGUE}
STYLE_USES: dict[str, str] = {style.name: about for about, style in _CATALOGUE}
DEFAULT_STYLE = "midnight"


def told_styles() -> str:
    """Each style with the first thing that it is for, as a model is told."""
    return ", ".join(f"{name} ({about.split(',')[0]})" for name, about in STYLE_USES.items())


def style_named(name: str) -> Style:
    """Raises Complaint with the nearest."""
    if name not in STYLES:
        message = f"/style: there is no style {name!r}.{did_you_mean(name, STYLES)} There are: {', '.join(STYLES)}."
        raise Complaint("unknown_style", "/style", message)
    return STYLES[name]
