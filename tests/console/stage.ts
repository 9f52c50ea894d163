import assert from 'node:assert/strict'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'
import { type RunningServer, startServer } from '../support/server.ts'

const executablePath = '/usr/bin/chromium'
export const skip = !existsSync(executablePath) && process.env.CI !== 'true' ? 'install chromium' : false
/** Where pictures of what is seen are left for people to look at; none by default, as drawing them takes a minute. */
const pictures = process.env.KEYHOLD_TEST_PICTURES

/** A server and a browser that looks at its console. */
export interface Stage {
  server: RunningServer
  page: Page
  /** What the page complained about: refused resources, thrown errors. */
  complaints: string[]
  button(name: string | RegExp): ReturnType<Page['getByRole']>
  heading(name: string): Promise<void>
  picture(name: string): Promise<void>
  /** No violation of axe's rules in either theme. */
  isAccessible(name: string): Promise<void>
  /** No part of the page, and none of an open dialog, lies beyond the window's right edge. */
  fits(name: string): Promise<void>
  /** At 360, 768 and 1440 pixels nothing lies beyond the edge. */
  fitsEveryWindow(name: string): Promise<void>
  /** Turns a knob of the sandbox. */
  control(sandbox: string, path: string, body: unknown): Promise<void>
  /** What the server answers there, with some of it exchanged until the page's `unroute`: for what takes a day, or an accident. */
  exchange<Body extends object>(path: string, change: (body: Body) => object): Promise<void>
  signIn(): Promise<void>
  /** A passkey's device in software, which says yes to everything. */
  plugInAuthenticator(): Promise<void>
  /** From the first steps to a connected account, the first there is unless it is named. @returns the sandbox's origin */
  connectSandbox(athlete?: RegExp): Promise<string>
  close(): Promise<void>
}

/** `environment`: settings of the server beside the usual ones. */
export async function openStage(environment: Record<string, string> = {}): Promise<Stage> {
  if (pictures) mkdirSync(pictures, { recursive: true })
  const server = await startServer(environment)
  const browser = await launch()
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en-GB',
    // A colour caught in the middle of its transition is no colour of ours.
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) complaints.push(message.text())
  })
  return {
    ...acting(page, server),
    ...seeing(page),
    server,
    page,
    complaints,
    async close() {
      await browser.close()
      await server.stop()
    },
  }
}

const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })

function acting(page: Page, server: RunningServer) {
  const button = (name: string | RegExp) => page.getByRole('button', { name })
  const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor()
  return {
    button,
    heading,
    async control(sandbox: string, path: string, body: unknown) {
      const answer = await fetch(`${sandbox}/_control/${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
      })
      assert.ok(answer.ok, `${path}: ${answer.status}`)
    },
    async exchange<Body extends object>(path: string, change: (body: Body) => object) {
      await page.route(path, async (route) => {
        const answer = await route.fetch()
        const json = change((await answer.json()) as Body)
        // One that is under way while its path is unrouted goes on without us.
        await route.fulfill({ response: answer, json }).catch((error: Error) => {
          if (!error.message.includes('already handled')) throw error
        })
      })
    },
    async plugInAuthenticator() {
      const devtools = await page.context().newCDPSession(page)
      await devtools.send('WebAuthn.enable')
      await devtools.send('WebAuthn.addVirtualAuthenticator', {
        options: {
          protocol: 'ctap2',
          transport: 'internal',
          hasResidentKey: true,
          hasUserVerification: true,
          isUserVerified: true,
          automaticPresenceSimulation: true,
        },
      })
    },
    async signIn() {
      await page.goto(await server.operatorLink())
      await button('Sign in as operator').click()
      await heading('Overview')
    },
    async connectSandbox(athlete?: RegExp) {
      await button('I have a copy in a safe place').click()
      await button('Connect the sandbox').click()
      await button(/Continue to Sandbox/).click()
      await button(/^Authorize/)
        .first()
        .waitFor()
      const { origin } = new URL(page.url())
      if (athlete) await page.getByRole('radio', { name: athlete }).check()
      await button(/^Authorize/)
        .first()
        .click()
      await page.waitForURL(/\/connections\//)
      await page.getByText('Active').first().waitFor()
      return origin
    },
  }
}

function seeing(page: Page) {
  const picture = async (name: string) => {
    if (!pictures) return
    // What sticks to the window would stand in the middle of the picture.
    await page.evaluate(() => scrollTo(0, 0))
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
  }
  const overflow = () =>
    Math.max(
      ...[document.documentElement, ...document.querySelectorAll('dialog[open]')].map(
        ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth,
      ),
    )
  /** Drawings take a frame to follow a new width, so it is looked at until it fits. */
  const fits = async (name: string) => {
    await page.waitForFunction(`(${overflow})() === 0`, undefined, { timeout: 5_000 }).catch(() => null)
    assert.equal(await page.evaluate(overflow), 0, name)
  }
  return {
    picture,
    async isAccessible(name: string) {
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme })
        // Legacy: without a second page for frames of other origins, of which there are none.
        const axe = new AxeBuilder({ page }).setLegacyMode(true)
        // A theme changes colours and nothing else.
        if (theme === 'dark') axe.withRules(['color-contrast', 'link-in-text-block'])
        const { violations } = await axe.analyze()
        assert.deepEqual(
          violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
          [],
          `${name} in ${theme}`,
        )
        await picture(`${name}-${theme}`)
      }
      await page.emulateMedia({ colorScheme: 'light' })
    },
    fits,
    async fitsEveryWindow(name: string) {
      for (const width of [360, 768, 1440]) {
        await page.setViewportSize({ width, height: 900 })
        await fits(`${name} at ${width}`)
        await picture(`${name}-${width}`)
      }
      await page.setViewportSize({ width: 1280, height: 900 })
    },
  }
}
