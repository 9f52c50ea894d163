import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import type { Rig, Site } from './rig.ts'
import { skip, stageForTests } from './stage.ts'

const stage = stageForTests()
const { asked, complaints, usual, open, runs } = stage
let rig: Rig
let app: Site
let page: Page
beforeEach(() => {
  ;({ rig, app, page } = stage)
})

const problem = (status: number, code: string): Response =>
  Response.json({ code, title: `${code}.`, status }, { status })
const output = (label: string) => page.getByRole('status', { name: label, exact: true })
const button = (name: string) => page.getByRole('button', { name, exact: true })
const told = () =>
  page.evaluate(
    () => (globalThis as unknown as { told: { texts: string[]; answers: unknown[]; links: number } }).told,
  )
const untilText = (label: string, text: string | RegExp) => output(label).filter({ hasText: text }).waitFor()
/** As someone who comes back to the window after a while. */
const comeBack = async () => {
  await page.clock.fastForward(10_000)
  await page.evaluate(() => dispatchEvent(new Event('focus')))
}
const shown = async () => {
  await page.clock.install()
  await open('behaviours')
  await untilText('one', /well/)
  await untilText('one', /^\d/)
}

describe('what 002 printed for its frontends runs as it is', () => {
  test('the fetch of the guide, from the origin that FRONTEND_URL names', { skip }, async () => {
    const lines: string[] = []
    page.on('console', (message) => message.type() === 'log' && lines.push(message.text()))
    const last = page.waitForEvent('console', { predicate: (message) => message.text().startsWith('Time:') })

    await open('basic')
    await last

    assert.equal(lines[0], `Runs: ${await runs('public')}`)
    assert.match(lines[1]!, /^Distance: \d+\.\d\d km$/)
    assert.match(lines[2]!, /^Time: \d+\.\d hours$/)
  })

  test('the hook with its types and its component', { skip }, async () => {
    await open('hook')
    await page.getByRole('heading', { name: 'This Year' }).waitFor()

    assert.equal(await page.getByText(/^Runs:/).textContent(), `Runs: ${await runs('public')}`)
    assert.match((await page.getByText(/^Distance:/).textContent()) ?? '', /^Distance: \d+\.\d\d km$/)
  })

  test('a page of another origin reads nothing', { skip }, async () => {
    await page.goto(`${stage.stranger.origin}/hook`)

    await page.getByText('Error: Failed to fetch').waitFor()
    assert.match(complaints.splice(0).join(), /CORS policy/)
  })
})

test('the guide’s app shows a connection and its year by way of the app’s own server', { skip }, async () => {
  await open('guide')
  await page.getByText('is connected.').waitFor()
  await page.getByText(`${await runs()} runs,`).waitFor()

  const strangers = await stage.forward(
    new Request(`${app.origin}/keyhold/api/connections/${rig.connectionId}`),
    [],
  )
  const token = await stage.forward(
    new Request(`${app.origin}/keyhold/api/connections/${rig.connectionId}/token`),
    [rig.connectionId],
  )
  assert.deepEqual([strangers.status, token.status], [404, 404])
})

describe('useStats', () => {
  test('asks once for two that want the same, under StrictMode too', { skip }, async () => {
    await shown()

    assert.equal(await output('one').textContent(), await output('two').textContent())
    assert.deepEqual(asked, [{ tag: null, status: 200 }])
  })

  test(
    'asks again when the window is looked at; unchanged it costs no body and stays the same',
    { skip },
    async () => {
      await shown()
      const again = page.waitForResponse((response) => response.status() === 304)

      await comeBack()
      await (await again).finished()

      assert.match(asked[1]!.tag ?? '', /^"/)
      assert.equal(asked[1]!.status, 304)
      const { texts, answers } = await told()
      assert.deepEqual([texts.length, answers.length], [2, 1], texts.join())
    },
  )

  test('does not ask at every glance', { skip }, async () => {
    await shown()

    await page.evaluate(() => dispatchEvent(new Event('focus')))
    await button('Know').click()
    await untilText('status', 'active')

    assert.equal(asked.length, 2, 'the figures and the connection, once each')
  })

  test('keeps the last answer while it cannot be had, and says so', { skip }, async () => {
    await shown()
    app.answer = async (request) =>
      request.url.includes('/keyhold/') ? problem(503, 'PROVIDER_UNAVAILABLE') : usual(request)

    await comeBack()
    await untilText('one', `${await runs()} PROVIDER_UNAVAILABLE`)

    app.answer = usual
    await comeBack()
    await untilText('one', `${await runs()} well`)
  })

  test('lets go of an answer that is no longer the reader’s, until it is again', { skip }, async () => {
    await shown()
    app.answer = async (request) =>
      request.url.includes('/keyhold/') ? problem(401, 'UNAUTHENTICATED') : usual(request)

    await comeBack()

    await untilText('one', 'nothing UNAUTHENTICATED')
    app.answer = usual
    await comeBack()
    await untilText('one', `${await runs()} well`)
  })

  test('shows what it knows at once when it comes back', { skip }, async () => {
    await shown()

    await button('Hide').click()
    await page.clock.fastForward(10_000)
    await button('Show').click()
    await untilText('one', 'well')

    const { texts } = await told()
    assert.deepEqual(texts, ['nothing well', `${await runs()} well`])
  })

  test('gives up its request when the last one that wanted it goes, and asks anew', { skip }, async () => {
    let isHeld = true
    app.answer = (request) =>
      isHeld && request.url.includes('/keyhold/') ? new Promise(() => {}) : usual(request)
    const begun = page.waitForRequest(/keyhold/)
    const givenUp = page.waitForEvent('requestfailed')
    await open('behaviours')
    await begun

    await button('Hide').click()
    assert.match((await givenUp).failure()?.errorText ?? '', /ABORTED/)
    isHeld = false
    await button('Show').click()

    await untilText('one', `${await runs()} well`)
  })
})

test('a request goes on when one component takes the place of another', { skip }, async () => {
  const answer = Promise.withResolvers<void>()
  let requests = 0
  app.answer = async (request) => {
    if (!request.url.includes('/keyhold/')) return usual(request)
    requests++
    await answer.promise
    return usual(request)
  }
  const begun = page.waitForRequest(/keyhold/)
  await open('behaviours')
  await begun

  await button('Swap').click()
  answer.resolve()
  await untilText('one', `${await runs()} well`)

  assert.equal(requests, 1)
})

test(
  'useConnection asks nothing before the id is known, and then as often as it was told',
  { skip },
  async () => {
    await shown()
    assert.equal(await output('status').textContent(), 'loading')
    const before = asked.length

    await button('Know').click()
    await untilText('status', 'active')
    const again = page.waitForResponse((response) => response.url().endsWith(rig.connectionId))
    await page.clock.fastForward(61_000)
    await again

    assert.ok(asked.length >= before + 2)
  },
)

describe('ConnectButton', () => {
  test('makes one link, says so meanwhile, keeps the focus, and goes there', { skip }, async () => {
    const link = Promise.withResolvers<Response>()
    app.answer = (request) => (request.url.endsWith('/connect-link') ? link.promise : usual(request))
    await shown()

    await button('Connect').focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    const busy = button('Connecting…')
    await busy.waitFor()
    const state = await busy.evaluate((element) => [
      element.ariaBusy,
      element.ariaDisabled,
      document.activeElement === element,
    ])
    const { links } = await told()
    link.resolve(new Response('/guide'))
    await page.waitForURL(/\/guide$/)

    assert.deepEqual([state, links], [['true', 'true', true], 1])
  })

  test('goes nowhere once it is taken away, even when its link comes all the same', { skip }, async () => {
    const [link, stubborn] = [Promise.withResolvers<Response>(), Promise.withResolvers<Response>()]
    app.answer = async (request) => {
      if (request.url.endsWith('/connect-link')) return link.promise
      return request.url.endsWith('/stubborn-link') ? stubborn.promise : usual(request)
    }
    await shown()
    const givenUp = page.waitForEvent('requestfailed')

    await button('Connect').click()
    await button('Connect anyway').click()
    await button('Hide').click()
    assert.match((await givenUp).url(), /connect-link$/)
    const came = page.waitForEvent('requestfinished')
    stubborn.resolve(new Response('/guide'))
    await came
    await told()

    link.resolve(new Response('/guide'))
    assert.match(page.url(), /behaviours/)
  })

  test(
    'tells a failure beside it, without what the error said, and takes another click',
    { skip },
    async () => {
      await shown()

      await button('No link').click()
      const alert = page.getByRole('alert').filter({ hasText: 'Please try again' })
      await alert.waitFor()

      const description = await button('No link').getAttribute('aria-describedby')
      assert.equal(description, await alert.getAttribute('id'))
      assert.equal((await page.content()).includes('secret detail'), false)
      assert.equal(await button('No link').getAttribute('aria-busy'), 'false')
    },
  )

  test('opens no link that is a script', { skip }, async () => {
    await shown()

    await button('A script').click()
    await page.getByRole('alert').filter({ hasText: 'Please try again' }).waitFor()

    assert.equal(await page.title(), 'behaviours')
  })

  test('shuts nobody out', { skip }, async () => {
    await shown()
    await button('No link').click()
    await page.getByRole('alert').filter({ hasText: 'Please try again' }).waitFor()

    const { violations } = await new AxeBuilder({ page }).analyze()

    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
      [],
    )
  })
})

test('no page threw, and none complained', { skip }, () => {
  assert.deepEqual(complaints, [])
})
