import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { blocksOf, type Project } from './project.ts'

/** A page with one script, by its path. */
export type Pages = ReadonlyMap<string, { body: string; type: string }>

/** Sources of the pages: of the guide, of our own, and what 002 printed with its host name changed to ours. */
export function writePages(project: Project, keyholdUrl: string): string[] {
  const guide = blocksOf('docs/guides/client.md')
  for (const name of ['app.tsx', 'forward.ts'])
    project.write(name, guide.find((each) => each.name === name)!.text)
  project.write(
    'guide.tsx',
    `import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
const id = new URLSearchParams(location.search).get('id')!
createRoot(document.querySelector('#root')!).render(<App connectionId={id} />)`,
  )
  const behaviours = readFileSync(join(import.meta.dirname, 'pages/behaviours.tsx'), 'utf8')
  project.write(
    'behaviours.tsx',
    behaviours
      .replace('../../../client/index.ts', '@keyhold/client')
      .replace('../../../client/react.ts', '@keyhold/client/react'),
  )
  const [basic, types, hook] = blocksOf('tests/client/printed-002.md').map(({ text }) =>
    text.replaceAll('https://api.yourdomain.com', keyholdUrl),
  )
  project.write('basic.js', basic!)
  project.write(
    'hook.tsx',
    `import { useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
${types}${hook}createRoot(document.querySelector('#root')!).render(<YTDStats />)`,
  )
  return ['guide.tsx', 'behaviours.tsx', 'basic.js', 'hook.tsx']
}

/** Each source as a page of its own, built as an app's developer would. */
export async function buildPages(project: Project, sources: readonly string[]): Promise<Pages> {
  const pages = new Map<string, { body: string; type: string }>()
  for (const source of sources) {
    const name = source.split('.')[0]!
    pages.set(`/${name}`, {
      body: `<!doctype html><html lang="en"><title>${name}</title><div id="root"></div><script type="module" src="/${name}.js"></script>`,
      type: 'text/html',
    })
    pages.set(`/${name}.js`, { body: await bundle(project, source), type: 'text/javascript' })
  }
  return pages
}

async function bundle(project: Project, source: string): Promise<string> {
  const { build } = await import('vite')
  const { default: react } = await import('@vitejs/plugin-react')
  const built = await build({
    configFile: false,
    root: project.folder,
    logLevel: 'error',
    mode: 'development',
    // As in development, where React does everything twice to find what cannot bear it.
    define: { 'process.env.NODE_ENV': '"development"' },
    plugins: [react()],
    build: { write: false, minify: false, rolldownOptions: { input: join(project.folder, source) } },
  })
  const [{ output }] = [built].flat() as { output: { code?: string }[] }[] as [
    { output: { code?: string }[] },
  ]
  return output.map(({ code = '' }) => code).join('\n')
}
