"""Scans of disposed files leave the disk after the transaction that gave them up."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("trust", "0002_words_apart")]
    operations = [
        migrations.CreateModel(
            name="EvidenceRemoval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, unique=True)),
            ],
            options={"db_table": "trust_evidence_removal"},
        ),
    ]
