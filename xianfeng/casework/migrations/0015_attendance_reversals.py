from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("casework", "0014_vote_reversals"),
    ]

    operations = [
        migrations.AlterField(
            model_name="reversal",
            name="kind",
            field=models.CharField(
                choices=[
                    ("corrected", "更正票数"),
                    ("reopened", "重开会议"),
                    ("remarked", "更正到会"),
                    ("voided", "票数作废"),
                ],
                max_length=10,
            ),
        ),
    ]
