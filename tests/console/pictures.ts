import { join } from 'node:path'
import { openStage } from './stage.ts'

/** Makes the README's pictures anew: the room of statistics, with the sandbox's triathlete. `node tests/console/pictures.ts` */
const folder = join(import.meta.dirname, '..', '..', 'docs', 'pictures')
const athlete = /Chiyo Tanaka/
const stage = await openStage()

try {
  await stage.signIn()
  await stage.connectSandbox(athlete)
  await stage.page.getByRole('link', { name: 'Statistics' }).click()
  await stage.page.getByText('Fresh', { exact: true }).waitFor({ timeout: 60_000 })
  const lines = stage.page.getByRole('region', { name: 'Year against year' })
  await lines.locator('canvas').waitFor()
  await stage.page.getByRole('region', { name: 'Newest activities' }).getByRole('row').nth(3).waitFor()
  await stage.page.locator('.toast').first().waitFor({ state: 'detached' })
  await stage.page.setViewportSize({ width: 1440, height: 900 })
  const { y, height } = (await lines.boundingBox())!
  await stage.page.setViewportSize({ width: 1440, height: Math.ceil(y + height + 20) })
  for (const colorScheme of ['light', 'dark'] as const) {
    await stage.page.emulateMedia({ colorScheme })
    await lines.locator('canvas').waitFor()
    await stage.page.screenshot({ path: join(folder, `statistics-${colorScheme}.png`) })
  }
} finally {
  await stage.close()
}
