/** Browsers, those first that also name one that comes later. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|Chromium|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]

const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]

const mostLetters = 60

/**
 * `Firefox on Linux` of a browser's User-Agent, `curl` of a program's: enough to know one's own devices by, and no more.
 * Null for a request that says nothing.
 */
export function coarseAgent(userAgent: string | undefined): string | null {
  const given = userAgent?.trim() ?? ''
  const browser = nameIn(browsers, given)
  const system = nameIn(systems, given)
  if (browser !== undefined) return system === undefined ? browser : `${browser} on ${system}`
  return /^[A-Za-z0-9._-]+/.exec(given)?.[0].slice(0, mostLetters) ?? null
}

const nameIn = (known: readonly (readonly [RegExp, string])[], text: string): string | undefined =>
  known.find(([pattern]) => pattern.test(text))?.[1]
