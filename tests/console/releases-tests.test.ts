import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { commitOf, docs, sendHistories, sendWithoutRetries, shop } from './releases-seed.ts'
import { openStage, skip, type Stage } from './stage.ts'

let stage: Stage

before(async () => {
  if (skip) return
  stage = await openStage()
  await stage.signIn()
  await sendHistories(stage.server)
  await sendWithoutRetries(stage.server)
})

after(() => stage?.close())

const section = (name: string | RegExp) => stage.page.getByRole('region', { name })
const dialog = (name: string) => stage.page.getByRole('dialog', { name })
const histories = () => section('Histories').getByRole('list', { name: 'Tests' })
const go = async (path: string, title: string) => {
  await stage.page.goto(`${stage.server.url}/releases/tests${path}`)
  await stage.heading(title)
}
const openTest = async (name: string) => {
  await go(`?repository=${shop}&verdict=all`, 'Tests')
  await section('Histories').getByRole('link', { name, exact: true }).click()
  await stage.heading(name)
}

test('where nothing repeats the first advice is to retry once in CI', { skip }, async () => {
  await go(`?repository=${docs}`, 'Tests')
  await stage.page.getByText(/retry failed tests once in CI/).waitFor()

  await histories().getByText('Suspect', { exact: true }).waitFor()
  await stage.isAccessible('releases-tests-retry')
})

test(
  'tests that are not well stand first, each with its history, also in words, and how certain that is',
  { skip },
  async () => {
    await go(`?repository=${shop}`, 'Tests')
    const rows = histories().getByRole('listitem')
    await rows.nth(1).getByRole('img').waitFor()
    const flaky = rows.filter({ hasText: 'adds up' })

    assert.match((await rows.first().textContent()) ?? '', /rounds.*Broken/)
    assert.match(
      (await flaky.getByRole('img').getAttribute('aria-label')) ?? '',
      /^The last 40 runs: 33 passed, 7 failed and passed; the newest /,
    )
    assert.match(
      (await flaky.textContent()) ?? '',
      /Flaky.*contradicts itself on \d+ % to \d+ % of the commits that ran it twice.*fixed after \d+ clean runs/,
    )
    await stage.isAccessible('releases-tests')
    await stage.fitsEveryWindow('releases-tests')
  },
)

test('tests are found by name and by verdict, both in the address', { skip }, async () => {
  await stage.page.getByRole('combobox', { name: 'Verdict' }).selectOption('healthy')
  await section('Histories').getByRole('link', { name: 'keeps its order' }).waitFor()
  await stage.page.getByRole('searchbox', { name: 'Name or file' }).fill('empty')
  await stage.button('Find').click()
  await section('Histories').getByRole('link', { name: 'keeps its order' }).waitFor({ state: 'detached' })

  await section('Histories').getByRole('link', { name: 'is empty at first' }).waitFor()
  assert.equal(
    new URL(stage.page.url()).search,
    `?repository=${encodeURIComponent(shop)}&verdict=healthy&search=empty`,
  )
})

test(
  'a history is gone through by the arrow keys, which tell the commit and how it ended',
  { skip },
  async () => {
    await openTest('adds up')
    const grid = section('History').getByRole('grid')
    await grid.locator('[tabindex="0"]').focus()
    await stage.page.keyboard.press('Home')
    await stage.page.keyboard.press('ArrowRight')
    await stage.page.keyboard.press('ArrowRight')
    const told = await stage.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))

    assert.match(
      told ?? '',
      new RegExp(`^Failed and passed: ${commitOf(1002).slice(0, 9)}, main, .*1 of 2 attempts failed$`),
    )
    assert.ok(((await section('History').textContent()) ?? '').includes(told!))
  },
)

test(
  'a test shows its durations drawn, its verdict with reasons, what it said, and fits every window',
  { skip },
  async () => {
    await openTest('adds up')
    await section('Durations').locator('canvas').waitFor()
    await section('Verdict')
      .getByText(/It failed and passed on \d+/)
      .waitFor()
    await section('Last failures').getByText('AssertionError: expected 3 to be 4').first().waitFor()
    await section('History').getByText('Show as a table').click()

    assert.equal(await section('History').getByRole('table').getByRole('row').count(), 41)
    await stage.isAccessible('releases-test')
    await section('History').getByText('Show as a table').click()
    await stage.fitsEveryWindow('releases-test')
  },
)

test(
  'a test is quarantined with an owner, a ticket and a day of review, and set free again',
  { skip },
  async () => {
    await openTest('adds up')
    await stage.button('Quarantine…').click()
    await dialog('Quarantine').getByLabel('Owner').fill('ada')
    await dialog('Quarantine').getByLabel('Ticket').fill('javascript:alert(1)')
    await stage.isAccessible('releases-quarantine')
    await dialog('Quarantine').getByRole('button', { name: 'Quarantine', exact: true }).click()
    const panel = section('Quarantine')
    await panel.getByText('Quarantined', { exact: true }).waitFor()

    // Only an address of the web becomes a link.
    assert.equal(await panel.getByRole('link').count(), 0)
    await panel.getByText('javascript:alert(1)').waitFor()
    await stage.button('End it').click()
    await panel.getByText(/Its failures stop a merge/).waitFor()
  },
)

test('a day of review that is past is refused, with the cure', { skip }, async () => {
  await openTest('adds up')
  await stage.button('Quarantine…').click()
  await dialog('Quarantine').getByLabel('Review by').fill('2020-01-01')
  await dialog('Quarantine').getByRole('button', { name: 'Quarantine', exact: true }).click()

  await dialog('Quarantine')
    .getByText(/The day of review has to lie ahead/)
    .waitFor()
  await stage.button('Cancel').click()
})

test('other thresholds show who would be called otherwise before anything is saved', { skip }, async () => {
  await go(`/+thresholds?repository=${shop}`, 'Thresholds')
  const flips = section('Who would be called otherwise')
  await flips.getByText('Nobody').waitFor()
  await stage.page.getByLabel('Commits on which it failed and passed').fill('50')
  await flips.getByRole('link', { name: /adds up/ }).waitFor()
  await stage.isAccessible('releases-thresholds')
  await stage.fitsEveryWindow('releases-thresholds')
  const saved = await stage.server.asOperator('GET', `/internal/tests/settings?repository=${shop}`)
  const { own } = (await saved.json()) as { own: object }

  assert.deepEqual(own, {})
})

test(
  'thresholds out of their range are told at their field and not saved; good ones are',
  { skip },
  async () => {
    await stage.page.getByLabel('Commits on which it failed and passed').fill('0')
    await stage.page.getByText('A whole number from 1 to 100.').waitFor()
    await stage.page.getByRole('button', { name: 'Save', exact: true }).click()
    await stage.page.getByLabel('Commits on which it failed and passed').fill('50')
    await stage.page.getByRole('button', { name: 'Save', exact: true }).click()
    await stage.page.getByText('Saved. Verdicts follow within seconds.').waitFor()
    const saved = await stage.server.asOperator('GET', `/internal/tests/settings?repository=${shop}`)
    const { own } = (await saved.json()) as { own: { thresholds: object } }

    assert.deepEqual(own.thresholds, { minimumDivergent: 50 })
  },
)

test('the thresholds go back to the defaults by a button, once that is saved', { skip }, async () => {
  const saving = stage.page.waitForResponse((response) => response.request().method() === 'PUT')
  await stage.button('Defaults').click()
  await stage.page.getByRole('button', { name: 'Save', exact: true }).click()
  await saving
  const saved = await stage.server.asOperator('GET', `/internal/tests/settings?repository=${shop}`)
  const { own } = (await saved.json()) as { own: { thresholds: object } }

  assert.deepEqual(own.thresholds, {})
  assert.equal(await stage.page.getByLabel('Commits on which it failed and passed').inputValue(), '1')
})

test('a test that may be another by a new name is made one with it only by hand', { skip }, async () => {
  await go(`?repository=${shop}`, 'Tests')
  const renames = section('The same test by another name?')
  await renames.getByRole('link', { name: /refuses less than zero/ }).waitFor()
  await stage.isAccessible('releases-renames')
  await stage.button(/^Merge .*less than nothing.* into .*less than zero/).click()

  await renames.waitFor({ state: 'detached' })
})

test('of the runs that CI sent older ones are asked for by a button', { skip }, async () => {
  await go(`?repository=${shop}`, 'Tests')
  const rows = section('Runs').locator('ul').first().getByRole('listitem')
  await rows.nth(4).waitFor()
  const before = await rows.count()
  await section('Runs').getByRole('button', { name: 'Show more' }).click()
  await rows.nth(24).waitFor()

  assert.deepEqual([before, await rows.count()], [5, 25])
})

test('a run that CI sent tells what failed in it', { skip }, async () => {
  await go(`?repository=${shop}`, 'Tests')
  await section('Runs').getByRole('listitem').first().getByRole('link').click()
  await stage.heading('Run of tests')

  await section('Failed at least once')
    .getByRole('link', { name: /rounds/ })
    .waitFor()
  await stage.isAccessible('releases-test-run')
  await stage.fitsEveryWindow('releases-test-run')
})

test('no page asked for anything its policy refuses, and none threw', { skip }, () => {
  assert.deepEqual(stage.complaints, [])
})
