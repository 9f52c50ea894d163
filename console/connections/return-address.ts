/** Where the browser comes back to after the provider: this console. With an id, that connection's page. */
export function returnAddress(connectionId?: string): string {
  return `/connections/${connectionId === undefined ? 'return' : encodeURIComponent(connectionId)}`
}
