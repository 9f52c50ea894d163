import { readFileSync, readdirSync, statSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

const pageHeaders: Record<string, string> = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** The built console: its files by address, and its page for every room. Read into memory once. */
export function consoleFiles(folder: string): (request: Request) => Response | null {
  const files = new Map(
    listed(folder).map((path) => [`/${relative(folder, path).split(sep).join('/')}`, path]),
  )
  const bodies = new Map(
    [...files].map(([address, path]) => [
      address,
      { body: readFileSync(path), type: types[extname(path)] ?? 'application/octet-stream' },
    ]),
  )
  return (request) => {
    const { pathname } = new URL(request.url)
    const found = bodies.get(pathname)
    const isPage = !found && (request.headers.get('accept') ?? '').includes('text/html')
    const file = found ?? (isPage ? bodies.get('/index.html') : undefined)
    if (!['GET', 'HEAD'].includes(request.method) || !file) return null
    const isHashed = found && pathname.startsWith('/assets/')
    return new Response(file.body, {
      headers: {
        ...pageHeaders,
        'content-type': file.type,
        'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      },
    })
  }
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true })
      .map((name) => join(folder, String(name)))
      .filter((path) => statSync(path).isFile() && !path.endsWith('.map'))
  } catch {
    return [] // not built: the console is absent, everything else works
  }
}
