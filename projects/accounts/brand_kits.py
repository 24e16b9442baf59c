"""A person's brand for all their projects: read, changed and told."""

from django.contrib.auth.models import User

from config.common.database import writing
from projects.accounts.models import BrandKit, Logo
from projects.brand import BrandIn
from projects.shapes import BrandKitOut, LogoOut, brand_json


def change_kit(person: User, given: BrandIn) -> None:
    """Store what `given` names."""
    if fields := given.chosen():
        with writing():
            BrandKit.objects.update_or_create(user=person, defaults=fields)


def kit_json(person: User) -> BrandKitOut:
    logo = Logo.objects.without_bytes().filter(user=person).first()
    brand = brand_json(BrandKit.objects.of(person.pk).chosen_brand)
    return {**brand, "logo": logo_json(logo) if logo else None}


def logo_json(logo: Logo) -> LogoOut:
    return {
        "name": logo.name,
        "mime": logo.mime,
        "width": logo.width,
        "height": logo.height,
        "bytes": logo.size,
        "url": f"/api/brand/logo?v={logo.sha256[:12]}",
        "colours": logo.colours,
        "created_at": logo.created_at.isoformat(),
    }
