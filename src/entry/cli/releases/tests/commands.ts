import type { Command } from 'commander'
import { type Cli, examples } from '../../command.ts'
import { addGate } from './gate.ts'
import { addList } from './list.ts'
import { addOverview } from './overview.ts'
import { addQuarantine, addQuarantined, addRelease } from './quarantine.ts'
import { addMerge, addRenames } from './renames.ts'
import { addSettings } from './settings.ts'
import { addShow } from './show.ts'
import { addUpload } from './upload.ts'

/** Tests: reports in; verdicts, and a gate, out. */
export function addTests(program: Command, cli: Cli): void {
  const flaky = program
    .command('flaky')
    .description(
      'Tests that fail without a defect: which they are, how sure that is, and a gate that knows them.',
    )
  examples(flaky, [
    ['flaky upload results.xml', 'in a CI: send what the tests did'],
    ['flaky gate results.xml', 'in the place of the exit code of the tests'],
    ['flaky list', 'what costs most'],
    ['flaky quarantine 01890a5d-… --owner ada', 'out of the way, for 30 days'],
  ])
  addUpload(flaky.command('upload'), cli)
  addGate(flaky.command('gate'), cli)
  addOverview(flaky.command('overview'), cli)
  addList(flaky.command('list'), cli)
  addShow(flaky.command('show'), cli)
  addQuarantine(flaky.command('quarantine'), cli)
  addQuarantined(flaky.command('quarantined'), cli)
  addRelease(flaky.command('release'), cli)
  addRenames(flaky.command('renames'), cli)
  addMerge(flaky.command('merge'), cli)
  addSettings(flaky.command('settings'), cli)
}
