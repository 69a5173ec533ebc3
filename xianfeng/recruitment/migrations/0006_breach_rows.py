"""A breach may be about a branch and name the files that tell it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0005_collective_training")]
    operations = [
        migrations.AddField(
            model_name="breach", name="rows", field=models.JSONField(default=list)
        )
    ]
