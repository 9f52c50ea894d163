import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, beforeEach } from 'node:test'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { buildPages, type Pages, writePages } from './pages.ts'
import { type Project, projectWithClient } from './project.ts'
import { connectedServer, internalApiKey, type Rig, type Site, startSite } from './rig.ts'

const executablePath = '/usr/bin/chromium'
export const skip = !existsSync(executablePath) && process.env.CI !== 'true' ? 'install chromium' : false

/** The guide's `forward.ts`. */
type Forward = (request: Request, connectionIds: readonly string[]) => Promise<Response>

export interface Stage {
  rig: Rig
  /** The app, which FRONTEND_URL names, and a stranger. */
  app: Site
  stranger: Site
  /** A new one for each test. */
  page: Page
  forward: Forward
  /** What pages asked of `/keyhold`: the tag they sent, and the status they got. */
  asked: { tag: string | null; status: number }[]
  /** What pages threw or complained about. */
  complaints: string[]
  /** As the app's own server answers: its pages, and Keyhold for who is signed in. */
  usual: (request: Request) => Promise<Response>
  /** One of the app's pages, told the connection. */
  open(name: string): Promise<unknown>
  /** How many runs the server counts this year: all of them, or those that everyone may see. */
  runs(whose?: 'all' | 'public'): Promise<string>
}

/** A server with data, the packed client in an app of its own, and a browser; made before the tests of this file. */
export function stageForTests(): Stage {
  const stage = { asked: [], complaints: [] } as unknown as Stage
  let project: Project
  let browser: Browser
  let context: BrowserContext
  let pages: Pages

  const fileAt = (request: Request): Response => {
    const found = pages.get(new URL(request.url).pathname)
    return found
      ? new Response(found.body, { headers: { 'content-type': found.type } })
      : new Response(null, { status: 404 })
  }
  stage.usual = async (request) => {
    if (!new URL(request.url).pathname.startsWith('/keyhold/')) return fileAt(request)
    const response = await stage.forward(request, [stage.rig.connectionId])
    stage.asked.push({ tag: request.headers.get('if-none-match'), status: response.status })
    return response
  }
  stage.open = (name) => stage.page.goto(`${stage.app.origin}/${name}?id=${stage.rig.connectionId}`)

  stage.runs = async (whose = 'all') => {
    const { server, connectionId } = stage.rig
    const path = whose === 'public' ? '/strava/stats/ytd' : `/api/connections/${connectionId}/stats/ytd`
    const answer = await fetch(server.url + path, { headers: { 'x-api-key': internalApiKey } })
    return String(((await answer.json()) as { data: { run: { count: number } } }).data.run.count)
  }

  before(async () => {
    if (skip) return
    stage.app = await startSite()
    stage.stranger = await startSite()
    stage.rig = await connectedServer({ FRONTEND_URL: stage.app.origin })
    project = await projectWithClient()
    pages = await buildPages(project, writePages(project, stage.rig.server.url))
    Object.assign(process.env, { KEYHOLD_URL: stage.rig.server.url, KEYHOLD_KEY: internalApiKey })
    const { forward } = (await import(join(project.folder, 'forward.ts'))) as { forward: Forward }
    stage.forward = forward
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
    })
  })
  beforeEach(async () => {
    if (skip) return
    stage.asked.length = 0
    stage.app.answer = stage.usual
    stage.stranger.answer = async (request) => fileAt(request)
    await context?.close()
    context = await browser.newContext()
    stage.page = await context.newPage()
    stage.page.on('pageerror', (error) => stage.complaints.push(error.message))
    stage.page.on('console', (message) => {
      // A refused answer is told by the browser itself.
      const isOurs = message.type() === 'error' && !message.text().startsWith('Failed to load resource')
      if (isOurs) stage.complaints.push(message.text())
    })
  })
  after(async () => {
    await browser?.close()
    await stage.app?.close()
    await stage.stranger?.close()
    await stage.rig?.close()
    project?.remove()
  })
  return stage
}
