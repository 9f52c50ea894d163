interface Addresses {
  passkeyRpId: string | undefined
  passkeyOrigins: readonly string[]
  keyholdUrl: URL
  frontendUrl: URL | undefined
}

/** The domain passkeys are made for, and the origins whose pages may use them. */
export interface PasskeyPages {
  rpId: string
  origins: string[]
  /** Those of the origins that no browser lets use them (WebAuthn 3, section 5.1.3): the domain is not theirs, nor above theirs. */
  barred: string[]
}

export function passkeyPages({
  passkeyRpId,
  passkeyOrigins,
  keyholdUrl,
  frontendUrl,
}: Addresses): PasskeyPages {
  const rpId = passkeyRpId ?? keyholdUrl.hostname
  const usual = [keyholdUrl.origin, ...(frontendUrl ? [frontendUrl.origin] : [])]
  const origins = passkeyOrigins.length > 0 ? [...passkeyOrigins] : [...new Set(usual)]
  return { rpId, origins, barred: origins.filter((origin) => !isWithin(new URL(origin).hostname, rpId)) }
}

const isWithin = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`)
