
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recruitment', '0001_examinations'),
        ('registry', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='QuotaYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(unique=True)),
            ],
            options={
                'db_table': 'recruitment_quota_year',
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('five_year', '五年规划'), ('annual', '年度计划')], max_length=10)),
                ('first_year', models.PositiveSmallIntegerField()),
                ('last_year', models.PositiveSmallIntegerField()),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('state', models.CharField(choices=[('draft', '草案'), ('adopted', '已通过'), ('superseded', '已被新版代替')], default='draft', max_length=10)),
                ('title', models.CharField(max_length=120)),
                ('principle', models.TextField(blank=True, default='', max_length=2000)),
                ('total', models.PositiveIntegerField()),
                ('document', models.CharField(blank=True, default='', max_length=120)),
                ('adopted_on', models.DateField(blank=True, null=True)),
                ('account_ref', models.BigIntegerField(null=True)),
                ('actor_name', models.CharField(max_length=60)),
                ('drawn_up_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'recruitment_plan',
                'constraints': [models.UniqueConstraint(fields=('kind', 'first_year', 'version'), name='plan_version_once'), models.UniqueConstraint(condition=models.Q(('state', 'adopted')), fields=('kind', 'first_year'), name='plan_one_adopted'), models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('kind', 'first_year'), name='plan_one_draft'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'annual'), ('last_year', models.F('first_year'))), models.Q(('kind', 'five_year'), ('last_year', django.db.models.expressions.CombinedExpression(models.F('first_year'), '+', models.Value(4)))), _connector='OR'), name='plan_years_fit_kind'), models.CheckConstraint(condition=models.Q(models.Q(('adopted_on__isnull', True), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), ('adopted_on__isnull', False), models.Q(('document', ''), _negated=True)), _connector='OR'), name='plan_adopted_by_document')],
            },
        ),
        migrations.CreateModel(
            name='QuotaAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org_path', models.CharField(max_length=48)),
                ('granted', models.PositiveIntegerField(default=0)),
                ('passed_on', models.PositiveIntegerField(default=0)),
                ('reserved', models.PositiveIntegerField(default=0)),
                ('used', models.PositiveIntegerField(default=0)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.organisation')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='recruitment.quotaaccount')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='recruitment.quotayear')),
            ],
            options={
                'db_table': 'recruitment_quota_account',
                'constraints': [
                    models.UniqueConstraint(fields=('year', 'org_path'), name='quota_account_once'),
                    models.UniqueConstraint(condition=models.Q(('parent__isnull', True)), fields=('year',), name='quota_one_root'),
                    models.CheckConstraint(condition=models.Q(('granted__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('passed_on'), '+', models.F('reserved')), '+', models.F('used')))), name='quota_not_overdrawn'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Split',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org_path', models.CharField(max_length=48)),
                ('method', models.CharField(choices=[('largest_remainder', '最大余数法'), ('webster', '奇数除数法（圣拉古）'), ('jefferson', '整数除数法（洪德）')], max_length=20)),
                ('places', models.PositiveIntegerField()),
                ('coefficients', models.JSONField()),
                ('state', models.CharField(choices=[('draft', '草案'), ('published', '已下达'), ('discarded', '已作废')], default='draft', max_length=10)),
                ('as_of', models.DateField()),
                ('published_on', models.DateField(null=True)),
                ('account_ref', models.BigIntegerField(null=True)),
                ('actor_name', models.CharField(max_length=60)),
                ('made_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='splits', to='recruitment.quotaaccount')),
            ],
            options={
                'db_table': 'recruitment_split',
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('account',), name='split_one_draft'),
                    models.CheckConstraint(condition=models.Q(models.Q(('published_on__isnull', False), ('state', 'published')), models.Q(models.Q(('state', 'published'), _negated=True), ('published_on__isnull', True)), _connector='OR'), name='split_published_has_date'),
                ],
            },
        ),
        migrations.CreateModel(
            name='QuotaEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('grant', '下达'), ('reserve', '占用'), ('consume', '使用'), ('return', '退回'), ('move', '调剂'), ('correct', '更正')], max_length=8)),
                ('places', models.PositiveIntegerField()),
                ('case_ref', models.BigIntegerField(null=True)),
                ('box', models.CharField(blank=True, choices=[('reserved', '已占用'), ('used', '已使用')], default='', max_length=8)),
                ('document', models.CharField(blank=True, default='', max_length=120)),
                ('note', models.CharField(blank=True, default='', max_length=400)),
                ('account_ref', models.BigIntegerField(null=True)),
                ('actor_name', models.CharField(max_length=60)),
                ('entered_at', models.DateTimeField()),
                ('corrects', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='recruitment.quotaentry')),
                ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='given', to='recruitment.quotaaccount')),
                ('target', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='taken', to='recruitment.quotaaccount')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='recruitment.quotayear')),
                ('split', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='recruitment.split')),
            ],
            options={
                'db_table': 'recruitment_quota_entry',
                'indexes': [
                    models.Index(fields=['case_ref', 'id'], name='quota_entry_case'),
                    models.Index(fields=['year', 'id'], name='quota_entry_year'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('places__gte', 1)), name='quota_entry_moves_something'),
                    models.CheckConstraint(condition=models.Q(('source__isnull', False), ('target__isnull', False), _connector='OR'), name='quota_entry_has_an_end'),
                    models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['reserve', 'consume']), _negated=True), models.Q(('case_ref__isnull', False), ('places', 1), ('source__isnull', True)), _connector='OR'), name='quota_entry_of_a_case'),
                    models.CheckConstraint(condition=models.Q(('box', ''), models.Q(('case_ref__isnull', False), ('kind', 'return'), ('target__isnull', True)), _connector='OR'), name='quota_entry_box_of_return'),
                    models.CheckConstraint(condition=models.Q(models.Q(('case_ref__isnull', False), ('kind', 'grant'), _negated=True), models.Q(('source__isnull', True), models.Q(('document', ''), _negated=True)), _connector='OR'), name='quota_entry_beyond_plan'),
                    models.CheckConstraint(condition=models.Q(models.Q(('corrects__isnull', False), ('kind', 'correct')), models.Q(models.Q(('kind', 'correct'), _negated=True), ('corrects__isnull', True)), _connector='OR'), name='quota_entry_names_corrected'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SplitShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('org_path', models.CharField(max_length=48)),
                ('values', models.JSONField()),
                ('weight', models.CharField(max_length=200)),
                ('quota', models.CharField(max_length=200)),
                ('decisive', models.CharField(max_length=200)),
                ('following', models.CharField(blank=True, default='', max_length=200)),
                ('floor', models.PositiveSmallIntegerField(default=0)),
                ('ceiling', models.PositiveSmallIntegerField(null=True)),
                ('proposed', models.PositiveSmallIntegerField()),
                ('is_tied', models.BooleanField(default=False)),
                ('decided', models.PositiveSmallIntegerField()),
                ('why', models.CharField(blank=True, default='', max_length=400)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.organisation')),
                ('split', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='recruitment.split')),
            ],
            options={
                'db_table': 'recruitment_split_share',
                'constraints': [
                    models.UniqueConstraint(fields=('split', 'organisation'), name='split_share_once'),
                    models.CheckConstraint(condition=models.Q(('decided', models.F('proposed')), models.Q(('why', ''), _negated=True), _connector='OR'), name='split_change_has_reason'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicator', models.CharField(choices=[('young', '35岁及以下'), ('women', '女'), ('high_school', '高中及以上'), ('college', '大专及以上'), ('minority', '少数民族'), ('front_line', '生产、工作一线')], max_length=16)),
                ('per_mille', models.PositiveSmallIntegerField()),
                ('due_on', models.DateField()),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='recruitment.plan')),
            ],
            options={
                'db_table': 'recruitment_target',
                'constraints': [
                    models.UniqueConstraint(fields=('plan', 'indicator'), name='target_once'),
                    models.CheckConstraint(condition=models.Q(('per_mille__gte', 1), ('per_mille__lte', 1000)), name='target_is_a_share'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('goal', models.CharField(max_length=120)),
                ('title', models.CharField(max_length=120)),
                ('measure', models.CharField(max_length=400)),
                ('org_path', models.CharField(max_length=48)),
                ('due_on', models.DateField()),
                ('finished_on', models.DateField(blank=True, null=True)),
                ('account_ref', models.BigIntegerField(null=True)),
                ('actor_name', models.CharField(max_length=60)),
                ('made_at', models.DateTimeField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.organisation')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='recruitment.plan')),
            ],
            options={
                'db_table': 'recruitment_task',
                'indexes': [
                    models.Index(fields=['org_path', 'due_on', 'id'], name='task_place'),
                    models.Index(fields=['due_on', 'id'], name='task_due'),
                ],
            },
        ),
        migrations.CreateModel(
            name='TaskEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('progress', '进展'), ('reminder', '提醒'), ('supervision', '督办'), ('done', '办结'), ('reopened', '重新办理')], max_length=12)),
                ('note', models.CharField(max_length=400)),
                ('answer_by', models.DateField(blank=True, null=True)),
                ('account_ref', models.BigIntegerField(null=True)),
                ('actor_name', models.CharField(max_length=60)),
                ('entered_at', models.DateTimeField()),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='recruitment.task')),
            ],
            options={
                'db_table': 'recruitment_task_entry',
                'indexes': [
                    models.Index(fields=['task', 'id'], name='task_entry_order'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('answer_by__isnull', False), ('kind__in', ['reminder', 'supervision'])), models.Q(('kind__in', ['progress', 'done', 'reopened']), ('answer_by__isnull', True)), _connector='OR'), name='task_entry_asks_by_a_day'),
                ],
            },
        ),
        migrations.CreateModel(
            name='QuotaHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case_ref', models.BigIntegerField(unique=True)),
                ('box', models.CharField(choices=[('reserved', '已占用'), ('used', '已使用')], max_length=8)),
                ('is_beyond_plan', models.BooleanField(default=False)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='recruitment.quotaaccount')),
            ],
            options={
                'db_table': 'recruitment_quota_hold',
                'indexes': [models.Index(fields=['account', 'box'], name='quota_hold_account')],
                'constraints': [models.CheckConstraint(condition=models.Q(('box', ''), _negated=True), name='quota_hold_in_a_box')],
            },
        ),
        migrations.CreateModel(
            name='QuotaRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('org_path', models.CharField(max_length=48)),
                ('places', models.PositiveSmallIntegerField()),
                ('why', models.CharField(max_length=400)),
                ('state', models.CharField(choices=[('open', '待答复'), ('met', '已追加'), ('declined', '未同意')], default='open', max_length=8)),
                ('asked_by', models.CharField(max_length=60)),
                ('asked_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, default='', max_length=400)),
                ('answered_by', models.CharField(blank=True, default='', max_length=60)),
                ('answered_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='recruitment.quotaaccount')),
            ],
            options={
                'db_table': 'recruitment_quota_request',
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('account',), name='quota_request_one_open'), models.CheckConstraint(condition=models.Q(('places__gte', 1)), name='quota_request_asks_some'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('answered_at__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='quota_request_answered')],
            },
        ),
    ]
