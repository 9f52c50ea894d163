import { BackupProblem } from '../problem.ts'

/** What can be wrong with a file itself. Each is told apart, as each has another cure. */
export const damage = {
  notABackup: () =>
    new BackupProblem(
      'NOT_A_BACKUP',
      'This is no backup of Keyhold.',
      'Name a file that `keyhold backup` made.',
    ),
  unknownFormat: (format: number) =>
    new BackupProblem(
      'FORMAT_UNKNOWN',
      `The file has format ${format}, and this program reads format 1.`,
      'Restore it with the Keyhold that made it, or a newer one.',
    ),
  wrongKey: (wanted: string, given: string) =>
    new BackupProblem(
      'WRONG_KEY',
      `The file was made under the master key ${wanted}, and KEYHOLD_MASTER_KEY is ${given}.`,
      'Give the master key (with KMS, the KEYHOLD_BACKUP_KEY) that was in use when the backup was made; without it nobody can read it.',
    ),
  truncated: (where: string) =>
    new BackupProblem(
      'TRUNCATED',
      `The file is cut off ${where}: its end is missing.`,
      'Copy the file again from where it was made, or take another backup.',
    ),
  reordered: (found: bigint, wanted: bigint) =>
    new BackupProblem(
      'REORDERED',
      `The file has piece ${found} where piece ${wanted} belongs: pieces are missing, doubled or out of order.`,
      'Copy the file again from where it was made, or take another backup.',
    ),
  altered: (where: string) =>
    new BackupProblem(
      'ALTERED',
      `The file was altered ${where}.`,
      'Do not trust this copy: take another one, and find out who or what changed it.',
    ),
} as const
