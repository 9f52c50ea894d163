import { address, defineSettings, integer } from '../../kit/settings.ts'
import { sinkTarget } from './sink/target.ts'

export const auditSettings = defineSettings('audit', {
  checkpointUrl: address(
    'AUDIT_CHECKPOINT_URL',
    'Where signed checkpoints of the audit log are posted to, each minute in which it grew: somewhere the database’s owner cannot write. Default: nowhere but the home.',
  ),
  sink: sinkTarget,
  retentionDays: integer('AUDIT_RETENTION_DAYS', 'How long entries of the audit log are kept. Default 90.', {
    min: 1,
    max: 36_500,
  }).default(90),
})
