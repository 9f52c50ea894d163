/**
 * Puts text on the clipboard. The text may still be on its way: browsers that insist on a fresh click are given the
 * promise itself. False when the browser refuses, as it does away from https and localhost.
 */
export async function copyText(text: string | Promise<string>): Promise<boolean> {
  if (!navigator.clipboard) return false
  try {
    if (typeof text !== 'string' && typeof ClipboardItem !== 'undefined') {
      const blob = text.then((plain) => new Blob([plain], { type: 'text/plain' }))
      await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })])
    } else {
      await navigator.clipboard.writeText(await text)
    }
    return true
  } catch {
    return false
  }
}
