import assert from 'node:assert/strict'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'
import { type RunningServer, startServer } from '../support/server.ts'

const executablePath = '/usr/bin/chromium'
export const skip = !existsSync(executablePath) && process.env.CI !== 'true' ? 'install chromium' : false
/** Where pictures of what was seen are left for people to look at. */
const pictures = process.env.KEYHOLD_TEST_PICTURES ?? join('test-artefacts', 'console')

/** A server and a browser that looks at its console. */
export interface Stage {
  server: RunningServer
  page: Page
  /** What the page complained about: refused resources, thrown errors. */
  complaints: string[]
  button(name: string | RegExp): ReturnType<Page['getByRole']>
  heading(name: string): Promise<void>
  picture(name: string): Promise<Buffer>
  /** No violation of axe's rules in either theme. */
  isAccessible(name: string): Promise<void>
  /** No part of the page lies beyond the window's right edge. */
  fits(name: string): Promise<void>
  signIn(): Promise<void>
  /** From the first steps to a connected account. @returns the sandbox's origin */
  connectSandbox(): Promise<string>
  close(): Promise<void>
}

export async function openStage(): Promise<Stage> {
  mkdirSync(pictures, { recursive: true })
  const server = await startServer()
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
    async signIn() {
      await page.goto(await server.operatorLink())
      await button('Sign in as operator').click()
      await heading('Overview')
    },
    async connectSandbox() {
      await button('I have a copy in a safe place').click()
      await button('Connect the sandbox').click()
      await button(/Continue to Sandbox/).click()
      await button(/^Authorize/)
        .first()
        .waitFor()
      const { origin } = new URL(page.url())
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
    // What sticks to the window would stand in the middle of the picture.
    await page.evaluate(() => scrollTo(0, 0))
    return page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
  }
  return {
    picture,
    async isAccessible(name: string) {
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme })
        const { violations } = await new AxeBuilder({ page }).analyze()
        assert.deepEqual(
          violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
          [],
          `${name} in ${theme}`,
        )
        await picture(`${name}-${theme}`)
      }
    },
    async fits(name: string) {
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      assert.equal(overflow, 0, name)
    },
  }
}
