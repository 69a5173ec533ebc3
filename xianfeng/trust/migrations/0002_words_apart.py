"""Ledger entries keep their words apart from what the chain covers, so that words can be erased (ADR 20).

Entries that stand already stay as they were written: their chain, their seals and the roots that
were noted elsewhere cover the words themselves. The number of the form says which is which.
"""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("trust", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="ledgerentry",
            name="form",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "WORDS_WITHIN"), (2, "WORDS_APART")], default=1
            ),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="form",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "WORDS_WITHIN"), (2, "WORDS_APART")], default=2
            ),
        ),
        migrations.AddField(
            model_name="ledgerentry",
            name="salt",
            field=models.BinaryField(default=b"", max_length=16),
        ),
        migrations.AddField(
            model_name="ledgerentry",
            name="words",
            field=models.BinaryField(default=b"", max_length=32),
        ),
        migrations.AddConstraint(
            model_name="ledgerentry",
            constraint=models.CheckConstraint(
                condition=Q(words=b"") | Q(detail="{}", reason="", salt=b""),
                name="ledger_erased_is_empty",
            ),
        ),
    ]
