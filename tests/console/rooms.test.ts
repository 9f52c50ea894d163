import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { rooms } from '../../console/rooms.ts'
import { openStage, skip, type Stage } from './stage.ts'

let stage: Stage

before(async () => {
  if (skip) return
  stage = await openStage()
  await stage.signIn()
  await stage.connectSandbox()
  const key = { name: 'web', scopes: ['connections:read', 'connections:token'], expiresInDays: 10 }
  await stage.server.asOperator('POST', '/api/keys', key)
  // The first sync changes what its room shows; the journeys look at that.
  await stage.page.getByRole('link', { name: 'Statistics' }).click()
  await stage.page.getByRole('region', { name: 'Newest activities' }).getByRole('row').nth(3).waitFor()
})

after(() => stage?.close())

const keyboard = () => stage.page.keyboard
const dialog = (name: string) => stage.page.getByRole('dialog', { name })

async function goByKeys(letter: string, title: string): Promise<void> {
  await keyboard().press('g')
  await keyboard().press(letter)
  await stage.heading(title)
}

/** What can have the focus in the page's main part, each with a number of its own; a group of radios counts once. */
const numberTabStops = (): Promise<number> =>
  stage.page.evaluate(() => {
    const wanted = 'a[href], button, input, select, textarea, summary, [tabindex="0"]'
    const isStop = (element: HTMLElement) =>
      element.checkVisibility() &&
      element.tabIndex >= 0 &&
      !(element instanceof HTMLInputElement && element.type === 'radio' && !element.checked)
    const stops = [...document.querySelectorAll<HTMLElement>('main *')].filter(
      (element) => element.matches(wanted) && isStop(element),
    )
    stops.forEach((element, index) => (element.dataset.stop = String(index)))
    return stops.length
  })

/** Presses Tab from the page's title on until it leaves the main part. @returns the numbers of what had the focus */
async function tabThrough(most: number): Promise<Set<string>> {
  await stage.page.locator('main h1').focus()
  const reached = new Set<string>()
  for (let presses = 0; presses < most; presses++) {
    await keyboard().press('Tab')
    const stop = await stage.page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null
      return element?.closest('main') ? (element.dataset.stop ?? '') : null
    })
    if (stop === null) break
    reached.add(stop)
  }
  return reached
}

for (const { id, title, shortcut } of rooms) {
  test(`${title} is reached, and gone through, by the keyboard alone`, { skip }, async () => {
    await goByKeys(shortcut, title)
    await stage.page.locator('main .skeleton').first().waitFor({ state: 'detached' })
    await stage.page.waitForFunction(() => document.activeElement?.tagName === 'H1')
    const count = await numberTabStops()
    const reached = await tabThrough(count + 20)

    const missed = [...Array(count).keys()].filter((stop) => !reached.has(String(stop)))
    assert.deepEqual(missed, [], `of ${count} in ${id}`)
    await stage.isAccessible(`room-${id}`)
  })
}

test('Ctrl and K find a room by a part of its name', { skip }, async () => {
  await keyboard().press('Control+k')
  await dialog('Go to or do').waitFor()
  await stage.isAccessible('palette')
  await keyboard().type('prov')
  await keyboard().press('Enter')

  await stage.heading('Providers')
  assert.equal(await dialog('Go to or do').count(), 0)
})

test('the palette begins what a page does, from another page', { skip }, async () => {
  await keyboard().press('Control+k')
  await keyboard().type('create api key')
  await keyboard().press('Enter')
  await dialog('Create a key').waitFor()
  await keyboard().press('Escape')

  await stage.heading('API keys')
})

test('the palette asks for a sync and copies a redirect URI', { skip }, async () => {
  await keyboard().press('Control+k')
  await stage.page.getByRole('option', { name: /Sync now: / }).click()
  await stage.page.getByText(/is being synced/).waitFor()
  await keyboard().press('Control+k')
  await keyboard().type('redirect github')
  await keyboard().press('Enter')
  await stage.page.getByText('Copied.').waitFor()

  assert.match(await stage.page.evaluate(() => navigator.clipboard.readText()), /\/github\/callback$/)
})

test('a question mark shows the keys; Escape closes them and gives the focus back', { skip }, async () => {
  await goByKeys('o', 'Overview')
  await stage.page.getByRole('link', { name: 'Settings' }).focus()
  await keyboard().press('?')
  await dialog('Keyboard and help').waitFor()
  await stage.isAccessible('keyboard-help')
  await keyboard().press('Escape')

  await dialog('Keyboard and help').waitFor({ state: 'detached' })
  assert.equal(await stage.page.evaluate(() => document.activeElement?.textContent), 'Settings')
})

test('single keys can be switched off, Ctrl and K stays', { skip }, async () => {
  await goByKeys('t', 'Settings')
  await stage.page.getByRole('checkbox', { name: /Use single keys/ }).uncheck()
  await stage.page.locator('main h1').focus()
  await keyboard().press('?')
  await keyboard().press('Control+k')
  await dialog('Go to or do').waitFor()
  await keyboard().press('Escape')

  assert.equal(await dialog('Keyboard and help').count(), 0)
  await stage.page.getByRole('checkbox', { name: /Use single keys/ }).check()
})

test(
  'a provider that is not set up shows its redirect URI and the variables it wants',
  { skip },
  async () => {
    await goByKeys('p', 'Providers')
    await stage.page.getByRole('searchbox', { name: 'Name' }).fill('strava')
    await stage.button('Set up Strava').click()
    await stage.isAccessible('provider-set-up')
    const words = (await dialog('Set up Strava').textContent()) ?? ''
    await keyboard().press('Escape')

    assert.match(words, /\/strava\/callback/)
    assert.match(words, /STRAVA_CLIENT_SECRET/)
    assert.equal(new URL(stage.page.url()).searchParams.get('find'), 'strava')
  },
)

test('the explorer tries what only reads; no value of a form is in its address', { skip }, async () => {
  await goByKeys('e', 'API explorer')
  await stage.page.getByRole('searchbox').fill('get timeline')
  await stage.page.getByRole('link', { name: /timeline/ }).click()
  await stage.page.getByLabel('limit').fill('3')
  await stage.button('Try it').click()
  await stage.page.getByRole('group', { name: 'Body of the answer' }).getByText('"entries"').waitFor()

  assert.equal(new URL(stage.page.url()).search, '?operation=getApiConnectionsIdTimeline')
  assert.match(
    (await stage.page.getByRole('group', { name: 'curl line' }).textContent()) ?? '',
    /Bearer \$KEYHOLD_KEY.*limit=3/,
  )
  await stage.isAccessible('explorer-answer')
})

test(
  'the explorer hides the token of an answer, and says beforehand that it is recorded',
  { skip },
  async () => {
    await stage.page.goto(`${stage.server.url}/explorer?operation=getApiConnectionsIdToken`)
    await stage.page.getByText('token.read').waitFor()
    await stage.page.waitForFunction(() => document.querySelector<HTMLInputElement>('main form input')?.value)
    await stage.button('Try it').click()
    const answer = stage.page.getByRole('group', { name: 'Body of the answer' })
    await answer.waitFor()

    assert.match((await answer.textContent()) ?? '', /"access_token": "\(hidden here\)"/)
  },
)

test('the explorer does not try what changes something', { skip }, async () => {
  await stage.page.goto(`${stage.server.url}/explorer?operation=deleteApiConnectionsId`)
  await stage.page.getByText(/It changes something/).waitFor()

  assert.equal(await stage.button('Try it').count(), 0)
})

test('the theme that is chosen in the settings is worn at once and after a reload', { skip }, async () => {
  await goByKeys('t', 'Settings')
  await stage.page.getByRole('main').getByRole('radio', { name: 'Dark' }).check()
  const worn = () => stage.page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)
  const before = await worn()
  await stage.page.reload()
  await stage.heading('Settings')

  assert.deepEqual([before, await worn()], ['dark', 'dark'])
  await stage.page.getByRole('main').getByRole('radio', { name: 'System' }).check()
})

test('every room fits every window', { skip }, async () => {
  for (const { id, path, title } of rooms) {
    await stage.page.goto(stage.server.url + path)
    await stage.heading(title)
    await stage.page.locator('main .skeleton').first().waitFor({ state: 'detached' })
    await stage.fitsEveryWindow(`room-${id}`)
  }
})

test('no page asked for anything its policy refuses, and none threw', { skip }, () => {
  assert.deepEqual(stage.complaints, [])
})
