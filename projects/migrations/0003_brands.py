"""A brand has two fonts in place of one, and a person has a brand for all their projects."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

FONTS = [
    ("sans", "Inter, plain"),
    ("display", "Outfit, for headings"),
    ("serif", "Playfair Display, with serifs"),
    ("script", "Pacifico, a brush script"),
    ("condensed", "Oswald, narrow"),
    ("poster", "Anton, for posters"),
    ("slab", "Roboto Slab, sturdy"),
    ("mono", "JetBrains Mono, as typed"),
    ("rounded", "Fredoka, round and friendly"),
    ("hand", "Caveat, written by hand"),
]
NAMES = ["", *(name for name, _ in FONTS)]


def font(words):
    return models.CharField(blank=True, choices=FONTS, db_default="", default="", help_text=words, max_length=16)


def colours():
    return models.JSONField(blank=True, default=list, help_text="As #rrggbb; the first one leads.")


def fonts_known(name):
    condition = models.Q(heading_font__in=NAMES) & models.Q(body_font__in=NAMES)
    return models.CheckConstraint(condition=condition, name=f"{name}_fonts_known")


def use_the_font_for_all_words(apps, schema_editor):
    apps.get_model("projects", "ProjectSettings").objects.update(body_font=models.F("heading_font"))


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0002_pictures_for_the_model"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint("projectsettings", "font_known"),
        migrations.RenameField("projectsettings", "font", "heading_font"),
        migrations.AlterField("projectsettings", "heading_font", font("Of headings.")),
        migrations.AddField("projectsettings", "body_font", font("Of all other words.")),
        migrations.AlterField("projectsettings", "colours", colours()),
        migrations.RunPython(use_the_font_for_all_words, migrations.RunPython.noop),
        migrations.CreateModel(
            name="BrandKit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("colours", colours()),
                ("heading_font", font("Of headings.")),
                ("body_font", font("Of all other words.")),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="brand_kit",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Logo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="Of the file, as the person had it.", max_length=200)),
                ("mime", models.CharField(max_length=32)),
                ("sha256", models.CharField(max_length=64)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("data", models.BinaryField()),
                ("size", models.PositiveIntegerField(help_text="Bytes.")),
                (
                    "colours",
                    models.JSONField(default=list, help_text="That it is made of; offered for the brand."),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="logo",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddConstraint("projectsettings", fonts_known("projectsettings")),
        migrations.AddConstraint("brandkit", fonts_known("brandkit")),
    ]
