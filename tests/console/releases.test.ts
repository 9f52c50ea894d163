import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  hostileTitle,
  schemaPath,
  schemas,
  send,
  sendPulls,
  sendSchemas,
  sendWithoutRetries,
  shop,
} from './releases-seed.ts'
import { openStage, skip, type Stage } from './stage.ts'

let stage: Stage

before(async () => {
  if (skip) return
  stage = await openStage()
  await stage.signIn()
})

after(() => stage?.close())

const section = (name: string | RegExp) => stage.page.getByRole('region', { name })
const link = (name: string | RegExp) => stage.page.getByRole('main').getByRole('link', { name })
const go = async (path: string, title: string) => {
  await stage.page.goto(`${stage.server.url}/releases${path}`)
  await stage.heading(title)
}
const save = () => stage.page.getByRole('button', { name: 'Save', exact: true })
const copied = () => stage.page.evaluate(() => navigator.clipboard.readText())

test('while nothing was sent each tab says what to send, as a line to copy', { skip }, async () => {
  await stage.page.keyboard.press('g')
  await stage.page.keyboard.press('r')
  await stage.heading('Release checks')
  await stage.page.getByText('Nothing was sent yet.').waitFor()
  await stage.isAccessible('releases-empty')
  for (const [tab, title, path] of [
    ['Pull requests', 'Pull requests', 'pr-intel/ingest'],
    ['Tests', 'Tests', 'tests/ingest'],
    ['Schema', 'Schema', 'schema/diff'],
  ] as const) {
    await link(tab).click()
    await stage.heading(title)
    await stage.button('Copy command').click()

    assert.match(
      await copied(),
      new RegExp(`X-API-Key: \\$KEYHOLD_KEY.*${stage.server.url}/internal/${path}`),
    )
  }
})

test('after a change of tab the focus is at its title', { skip }, async () => {
  await link('Journeys').focus()
  await stage.page.keyboard.press('Enter')
  await stage.heading('Journeys')

  await stage.page.waitForFunction(() => document.activeElement?.textContent === 'Journeys')
  assert.equal(await stage.page.evaluate(() => document.activeElement?.tagName), 'H1')
})

test('the overview tells how each check of each repository stands, each a way to it', { skip }, async () => {
  await sendPulls(stage.server)
  await sendSchemas(stage.server)
  await sendWithoutRetries(stage.server)
  await go('', 'Release checks')
  await stage.page.getByText(/the riskiest #12/).waitFor()
  await stage.page.getByText('1 suspect').waitFor()
  await stage.page.getByText(/^Critical, /).waitFor()

  await stage.isAccessible('releases-overview')
  await stage.fitsEveryWindow('releases-overview')
  await link('Pull requests').last().click()
  await stage.heading('Pull requests')
  assert.equal(new URL(stage.page.url()).searchParams.get('repository'), shop)
})

test('the default branch of a repository is named in a dialog', { skip }, async () => {
  await go('', 'Release checks')
  await stage.button(/^Branch: not named, the default one of acme\/shop/).click()
  await stage.page.getByLabel('Default branch of acme/shop').fill('trunk')
  await stage.isAccessible('releases-branch')
  await stage.button('Keep it so').click()

  await stage.button(/^Branch: trunk/).waitFor()
})

test(
  'the repository that is chosen stands in the address, and is remembered without it',
  { skip },
  async () => {
    await go('/pull-requests', 'Pull requests')
    await stage.page.getByLabel('Repository').selectOption(shop)
    await stage.page.waitForURL(/\?repository=acme%2Fshop$/)
    await link(/^#12 /).waitFor()
    await go('/pull-requests', 'Pull requests')

    await link(/^#12 /).waitFor()
    assert.equal(await stage.page.getByLabel('Repository').inputValue(), shop)
  },
)

test('pull requests are listed with their chance, by state, and fit every window', { skip }, async () => {
  await go(`/pull-requests?repository=${shop}`, 'Pull requests')
  const row = stage.page.getByRole('row', { name: /#12 / })
  await row.waitFor()

  assert.match((await row.textContent()) ?? '', /\d %\s*(low|medium|high)/)
  await stage.isAccessible('releases-pulls')
  await stage.fitsEveryWindow('releases-pulls')
  await stage.page.getByLabel('State').selectOption('merged')
  await link(/^#12 /).waitFor({ state: 'detached' })
  await link('#3 Change 3').waitFor()
  assert.equal(await stage.page.getByRole('row').count(), 2)
})

test('how good the figures were is hidden below 50 outcomes, and it says why', { skip }, async () => {
  await go(`/pull-requests?repository=${shop}`, 'Pull requests')
  const quality = section('Did it come true?')
  await quality.getByText(/Hidden until 50 merged pull requests have an outcome/).waitFor()

  assert.match((await quality.textContent()) ?? '', /0 of 50 so far/)
  assert.equal(await quality.getByRole('img', { name: /Said against came true/ }).count(), 0)
})

test(
  'with enough outcomes what was said stands against what came true, as a drawing and as a table',
  { skip },
  async () => {
    const bins = [
      { from: 0, to: 0.1, count: 40, told: 0.06, share: 0.05, low: 0.01, high: 0.17 },
      { from: 0.3, to: 0.4, count: 25, told: 0.34, share: 0.4, low: 0.23, high: 0.59 },
    ]
    const quality = { auc: 0.81, brier: 0.12, brierBase: 0.15, brierSkill: 0.2, ece: 0.04, bins }
    await stage.exchange<{ outcomes: number }>('**/internal/pr-intel/model?*', (body) => ({
      ...body,
      outcomes: 65,
      positives: 12,
      quality,
      calibration: { shift: 0.1, slope: 0.9 },
    }))
    await go(`/pull-requests?repository=${shop}`, 'Pull requests')
    await section('Did it come true?')
      .getByRole('img', { name: /6 % said, 5 % of 40 came true/ })
      .waitFor()
    await section('Did it come true?').getByText('Show as a table').click()
    await stage.isAccessible('releases-quality')
    await stage.fitsEveryWindow('releases-quality')
    await stage.page.unroute('**/internal/pr-intel/model?*')

    assert.equal(await section('Did it come true?').getByRole('row').count(), 3)
  },
)

test(
  'a pull request shows its chance with the interval, its place among the others, and the reasons',
  { skip },
  async () => {
    await go(`/pull-requests/12?repository=${shop}`, `#12 ${hostileTitle}`)
    const chance = section('Chance that it brings a defect in')
    await chance.getByText(/^Its chance is higher than (all of|\d+ of 100 among) the last 11/).waitFor()

    assert.match((await chance.textContent()) ?? '', /\d+ %(Low|Medium|High)between .+ and .+ %/)
    assert.ok(
      (await chance
        .getByRole('list', { name: 'What raises and what lowers it' })
        .getByRole('listitem')
        .count()) >= 2,
    )
    await section('Findings of the policy')
      .getByText(/authentication/)
      .first()
      .waitFor()
    await section('The other checks of this commit')
      .getByRole('link', { name: /\d findings/ })
      .waitFor()
    await stage.isAccessible('releases-pull')
    await stage.fitsEveryWindow('releases-pull')
  },
)

test(
  'what others wrote is text on the page and in the comment, never an element of it',
  { skip },
  async () => {
    await section('Comment').getByText('Show what it says').click()
    const comment = section('Comment').getByRole('group', { name: 'Comment' })
    await comment.waitFor()

    assert.match((await comment.textContent()) ?? '', /<img src=x onerror=alert\(1\)>/)
    assert.equal(await stage.page.locator('main img').count(), 0)
  },
)

test('what came of a merged pull request is noted, and shown there and in the list', { skip }, async () => {
  await go(`/pull-requests/3?repository=${shop}`, '#3 Change 3')
  await stage.button('What came of it…').click()
  await stage.page.getByLabel('By pull request').fill('nine')
  await stage.page.getByText('A number such as 12.').waitFor()
  await stage.page.getByLabel('By pull request').fill('9')
  await stage.isAccessible('releases-outcome')
  await stage.button('Note it').click()

  await section('The change').getByText('Taken back by #9').waitFor()
  await go(`/pull-requests?repository=${shop}`, 'Pull requests')
  await stage.page.getByRole('row', { name: /#3 / }).getByText('Brought a defect in').last().waitFor()
})

test(
  'a policy is changed field by field; what is wrong is told there, and nothing is saved',
  { skip },
  async () => {
    const saved = async () =>
      (await (
        await stage.server.asOperator('GET', `/internal/pr-intel/policy?repository=${shop}`)
      ).json()) as { isOwn: boolean; policy: { sensitive: Record<string, string[]>; blocking: object } }
    await go(`/pull-requests?repository=${shop}`, 'Pull requests')
    await link('Policy').click()
    await stage.heading('Policy')
    await stage.isAccessible('releases-policy')
    await stage.fitsEveryWindow('releases-policy')
    await stage.page.getByLabel('Medium from a chance of, %').fill('90')
    await stage.page.getByText('No less than that of medium.').waitFor()
    await save().click()
    const untouched = await saved()

    await stage.page.getByLabel('Medium from a chance of, %').fill('15')
    await stage.button('Remove ci').click()
    await stage.button('Add an area').click()
    await stage.page.getByLabel('Area', { exact: true }).last().fill('payments')
    await stage.page.getByLabel('Patterns of payments').fill('src/pay/**\n\n**/*price*')
    await stage.page.getByLabel('A chance from, %').fill('80')
    await stage.page.getByLabel('It brings code without tests').check()
    await save().click()
    await stage.page.getByText('Saved.').waitFor()
    const { isOwn, policy } = await saved()

    assert.deepEqual([untouched.isOwn, isOwn], [false, true])
    assert.deepEqual(
      [policy.sensitive.payments, policy.sensitive.ci, policy.blocking],
      [['src/pay/**', '**/*price*'], undefined, { probability: 0.8, findings: ['code-without-tests'] }],
    )
  },
)

test('a pattern that is none is told by the server, with its place', { skip }, async () => {
  await stage.page.getByLabel('Patterns of payments').fill('src/{pay/**')
  await save().click()

  await stage.page.getByText('/sensitive/payments/0').waitFor()
})

test(
  'a schema diff shows its level, what may go wrong, and both schemas with the marks at their lines',
  { skip },
  async () => {
    await go(`/schema?repository=${shop}`, 'Schema')
    await stage.isAccessible('releases-schema')
    await stage.fitsEveryWindow('releases-schema')
    await link(/^#12 · /).click()
    await stage.page.getByRole('img', { name: /of 100: critical/ }).waitFor()
    const sides = section(schemaPath).getByRole('table')

    await section('Findings')
      .getByText(/The table Gone is dropped/)
      .first()
      .waitFor()
    assert.match(
      (await sides.getByRole('row', { name: /model Gone/ }).textContent()) ?? '',
      /−model Gone \{D1: A table is dropped/,
    )
    assert.match(
      (await sides.getByRole('row', { name: /fullName/ }).textContent()) ?? '',
      /name\s+String.*\+\s+fullName String/,
    )
    await stage.isAccessible('releases-diff')
    await stage.fitsEveryWindow('releases-diff')
  },
)

test(
  'on a phone the schemas stand one above the other, wide enough to be read, below the whole name',
  { skip },
  async () => {
    await stage.page.setViewportSize({ width: 360, height: 900 })
    const line = section(schemaPath).getByRole('cell', { name: /fullName String/ })
    const title = section(schemaPath).getByRole('heading', { name: schemaPath })
    const [box, titleBox] = [await line.boundingBox(), await title.boundingBox()]
    await stage.page.setViewportSize({ width: 1280, height: 900 })

    assert.ok((box?.width ?? 0) > 200, `${box?.width} px`)
    assert.ok(
      (titleBox?.x ?? 360) + (titleBox?.width ?? 0) < 345,
      `the file's name ends at ${titleBox?.width} px`,
    )
  },
)

test('the SQL of a suspected rename is copied with one press', { skip }, async () => {
  await section('A rename?').getByRole('button', { name: 'Copy the rename' }).click()
  await section('A rename?').getByRole('button', { name: 'Copied' }).waitFor()

  assert.match(await copied(), /RENAME COLUMN "name" TO "fullName"/)
})

test(
  'two schemas are compared at once; a mistake is told at its line, and a press goes there',
  { skip },
  async () => {
    await go('/schema/+compare', 'Compare two schemas')
    await stage.page.getByLabel('Schema before').fill(schemas.before)
    await stage.page.getByLabel('Schema after').fill(`${schemas.after}\nmodel Open {\n  id Int @id\n`)
    await stage.button('Compare').click()
    await stage.isAccessible('releases-compare-mistake')
    await stage.button('Line 11').click()
    const selected = await stage.page.evaluate(() => getSelection()?.toString())
    await stage.page.getByLabel('Schema after').fill(schemas.after)
    await stage.button('Compare').click()
    await section('What was found')
      .getByRole('img', { name: /of 100: critical/ })
      .waitFor()

    assert.equal(selected, 'model Open {')
    await stage.isAccessible('releases-compare')
    await stage.fitsEveryWindow('releases-compare')
  },
)

test('a check that is switched off says so, and where it is switched on', { skip }, async () => {
  await send(stage.server, 'PUT', '/api/flags', { name: 'SCHEMA_DIFF_ENABLED', on: false })
  await go(`/schema?repository=${shop}`, 'Schema')
  await stage.page.getByText('This check is switched off.').waitFor()
  await stage.isAccessible('releases-off')
  await link('See the settings').click()

  await stage.heading('Settings')
})

test('an address that leads nowhere in the room says so', { skip }, async () => {
  await go('/nowhere', 'Release checks')

  await stage.page.getByText('This address leads nowhere.').waitFor()
})

test('no page asked for anything its policy refuses, and none threw', { skip }, () => {
  assert.deepEqual(stage.complaints, [])
})
