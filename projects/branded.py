"""Rows in which somebody chooses a brand: of one project, or of all of a person's."""

from django.db import models
from django.db.models import Q

from projects.brand import FONTS, Brand


def _font(words: str) -> models.CharField[str, str]:
    return models.CharField(
        max_length=16, blank=True, default="", db_default="", choices=list(FONTS.items()), help_text=words
    )


class Branded(models.Model):
    """Empty: nothing was chosen."""

    colours = models.JSONField(default=list, blank=True, help_text="As #rrggbb; the first one leads.")
    heading_font = _font("Of headings.")
    body_font = _font("Of all other words.")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(heading_font__in=["", *FONTS]) & Q(body_font__in=["", *FONTS]), name="%(class)s_fonts_known"
            )
        ]

    @property
    def chosen_brand(self) -> Brand:
        """What was chosen in this row."""
        return {"colours": self.colours, "heading_font": self.heading_font, "body_font": self.body_font}
