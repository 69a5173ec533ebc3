"""Cases that move to another edition: the steps no longer asked for."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0007_county_editions'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='waived',
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.AlterField(
            model_name='entry',
            name='kind',
            field=models.CharField(choices=[('signed', '办理'), ('returned', '退回补充'), ('resubmitted', '补充后重报'), ('postponed', '暂缓'), ('resumed', '恢复办理'), ('ended', '终止'), ('reversed', '撤销办理'), ('moved', '改用规程')], max_length=12),
        ),
    ]
