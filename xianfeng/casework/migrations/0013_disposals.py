"""Lists of files to be disposed of, holds on single files, and the day on which a case was disposed of."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0012_reviews'),
        ('registry', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Disposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('drawn_up', '待审批'), ('approved', '已批准'), ('carried', '已执行'), ('withdrawn', '已撤回')], default='drawn_up', max_length=10)),
                ('basis', models.CharField(max_length=400)),
                ('org_path', models.CharField(max_length=48)),
                ('drawn_ref', models.BigIntegerField(null=True)),
                ('drawn_by', models.CharField(max_length=60)),
                ('drawn_at', models.DateTimeField()),
                ('approved_ref', models.BigIntegerField(null=True)),
                ('approved_by', models.CharField(blank=True, default='', max_length=60)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('carried_by', models.CharField(blank=True, default='', max_length=60)),
                ('carried_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'db_table': 'casework_disposal',
            },
        ),
        migrations.CreateModel(
            name='DisposalItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', '待销毁'), ('disposed', '已销毁'), ('refused', '未销毁'), ('dropped', '已撤下')], default='waiting', max_length=10)),
                ('opened_on', models.DateField()),
                ('closed_on', models.DateField()),
                ('ended_on', models.DateField()),
                ('entries', models.PositiveIntegerField(default=0)),
                ('papers', models.PositiveIntegerField(default=0)),
                ('scans', models.PositiveIntegerField(default=0)),
                ('words', models.PositiveIntegerField(default=0)),
                ('is_person_gone', models.BooleanField(default=False)),
                ('refusal', models.CharField(blank=True, default='', max_length=400)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'db_table': 'casework_disposal_item',
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(max_length=400)),
                ('set_ref', models.BigIntegerField(null=True)),
                ('set_by', models.CharField(max_length=60)),
                ('set_at', models.DateTimeField()),
                ('lifted_why', models.CharField(blank=True, default='', max_length=400)),
                ('lifted_by', models.CharField(blank=True, default='', max_length=60)),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'db_table': 'casework_hold',
            },
        ),
        migrations.AddField(
            model_name='case',
            name='disposed_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('disposed_on__isnull', True), models.Q(('disposed_on__gt', models.F('closed_on')), ('state', 'ended')), _connector='OR'), name='case_disposed_was_ended'),
        ),
        migrations.AddConstraint(
            model_name='disposal',
            constraint=models.CheckConstraint(condition=models.Q(('approved_ref__isnull', True), ('drawn_ref__isnull', True), models.Q(('approved_ref', models.F('drawn_ref')), _negated=True), _connector='OR'), name='disposal_approved_by_another_hand'),
        ),
        migrations.AddConstraint(
            model_name='disposal',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['drawn_up', 'withdrawn']), models.Q(('approved_at__isnull', False), ('state', 'approved')), models.Q(('approved_at__isnull', False), ('carried_at__isnull', False), ('state', 'carried')), _connector='OR'), name='disposal_approved_before_carried'),
        ),
        migrations.AddField(
            model_name='disposalitem',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.case'),
        ),
        migrations.AddField(
            model_name='disposalitem',
            name='disposal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='casework.disposal'),
        ),
        migrations.AddField(
            model_name='hold',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='casework.case'),
        ),
        migrations.AddConstraint(
            model_name='disposalitem',
            constraint=models.UniqueConstraint(fields=('disposal', 'case'), name='disposal_item_once'),
        ),
        migrations.AddConstraint(
            model_name='disposalitem',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'disposed'])), fields=('case',), name='disposal_one_list'),
        ),
        migrations.AddConstraint(
            model_name='disposalitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('state', 'waiting')), ('state', 'dropped'), models.Q(('settled_at__isnull', False), ('state__in', ['disposed', 'refused'])), _connector='OR'), name='disposal_item_settled_has_time'),
        ),
        migrations.AddConstraint(
            model_name='hold',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('case',), name='hold_one_in_force'),
        ),
    ]
