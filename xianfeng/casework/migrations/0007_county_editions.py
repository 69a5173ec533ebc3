"""The county's own editions: drafts, and what was published."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0006_meetings_count_presence'),
    ]

    operations = [
        migrations.CreateModel(
            name='CountyEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('family', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=80)),
                ('base', models.CharField(max_length=40)),
                ('text', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('code', models.CharField(max_length=40, null=True, unique=True)),
                ('state', models.CharField(choices=[('draft', '草稿'), ('published', '已发布'), ('discarded', '已放弃')], default='draft', max_length=10)),
                ('valid_from', models.DateField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('account_ref', models.BigIntegerField(null=True)),
                ('actor_name', models.CharField(max_length=60)),
                ('changed_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'casework_county_edition',
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('family', 'valid_from'), name='county_edition_one_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('code__isnull', False), ('published_at__isnull', False), ('state', 'published'), ('valid_from__isnull', False)), models.Q(models.Q(('state', 'published'), _negated=True), ('code__isnull', True), ('published_at__isnull', True), ('valid_from__isnull', True)), _connector='OR'), name='county_edition_published_whole')],
            },
        ),
    ]
