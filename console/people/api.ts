import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser'
import { call } from '../call.ts'

/** What Keyhold answers to a person about itself. Times are RFC 3339 text in UTC. */

export type User = {
  id: string
  username: string | null
  email: string | null
  displayName: string | null
  emailVerified: boolean
  twoFactorEnabled: boolean
  isOperator: boolean
  /** When the account is erased, if its person asked for that. */
  eraseAt: string | null
}

export type PersonSession = {
  user: User
  session: {
    id: string
    expiresAt: string
    /** `pwd`, `otp`, `hwk`, `rc`, `ext`: by what it was begun or proved anew. */
    methods: string[]
    /** Not null: an operator looks through the person's eyes. */
    actingOperator: string | null
  }
}

export type SessionLine = {
  id: string
  createdAt: string
  lastUsedAt: string
  expiresAt: string
  isCurrent: boolean
  agent: string | null
  address: string | null
  methods: string[]
  actingOperator: string | null
}

export type Passkey = {
  id: string
  name: string
  createdAt: string
  usedAt: string | null
  isBackedUp: boolean
}

export type Factors = {
  authenticator: { enabledAt: string; usedAt: string | null } | null
  passkeys: Passkey[]
  recoveryCodes: { left: number; isFew: boolean }
  /** When all of them are taken off, as the operator was asked to. */
  resetAt: string | null
}

/** For an authenticator app: the secret as text, and in a QR code (SVG). */
export type AppSecret = { secret: string; otpauthUrl: string; qr: string }
export type Profile = { vanityUrl: string; headline: string | null; createdAt: string; updatedAt: string }
export type Proof = { password?: string; code?: string; passkey?: AuthenticationResponseJSON }

type Said = { message: string }
type Codes = { recoveryCodes: string[] }

const post = <T>(path: string, body?: unknown) => call<T>('POST', path, body === undefined ? {} : { body })

/** Every call about people, by name. */
export const people = {
  /** At whose host operators can sign in, too; whether addresses are proved by mail. */
  waysIn: () => call<{ provider: string | null; mail: boolean }>('GET', '/auth/oidc'),
  signUp: (person: { email: string; username: string; password: string }) =>
    post<Said>('/auth/register', person),
  signIn: (proof: { email: string; password: string }) =>
    post<{ requiresTwoFactor: boolean }>('/auth/login', proof),
  secondStep: (code: string) => post<void>('/auth/2fa/verify', { code }),
  secondStepOptions: () => post<PublicKeyCredentialRequestOptionsJSON>('/auth/2fa/passkey/options'),
  secondStepByPasskey: (response: AuthenticationResponseJSON) =>
    post<void>('/auth/2fa/passkey', { response }),
  passkeySignInOptions: () => post<PublicKeyCredentialRequestOptionsJSON>('/auth/passkeys/sign-in/options'),
  passkeySignIn: (response: AuthenticationResponseJSON) => post<void>('/auth/passkeys/sign-in', { response }),

  proveAddress: (proof: { token: string; password?: string }) =>
    post<Said & { alreadyVerified?: true; passwordNeeded?: true }>('/auth/verify-email', proof),
  /** To who is signed in, when no address is given. */
  resendProof: (email?: string) =>
    post<Said & { email: string }>('/auth/resend-verification', email === undefined ? {} : { email }),
  confirmAddress: (token: string) => post<Said & { email: string }>('/auth/change-email/confirm', { token }),
  forgotPassword: (email: string) => post<Said>('/auth/forgot-password', { email }),
  resetPassword: (set: { token: string; password: string }) => post<Said>('/auth/reset-password', set),

  stepUp: (proof: Proof) => post<{ provedAt: string }>('/auth/step-up', proof),
  stepUpOptions: () => post<PublicKeyCredentialRequestOptionsJSON>('/auth/step-up/options'),

  changePassword: (change: { currentPassword: string; newPassword: string }) =>
    post<Said>('/auth/change-password', change),
  changeAddress: (email: string) => post<Said & { email: string }>('/auth/change-email', { email }),

  factors: () => call<Factors>('GET', '/auth/factors'),
  keepFactors: () => call<void>('DELETE', '/auth/factors/reset'),
  setUpApp: () => post<AppSecret>('/auth/2fa/setup'),
  enableApp: (code: string) => post<Codes>('/auth/2fa/enable', { code }),
  disableApp: (code: string) => post<Said>('/auth/2fa/disable', { code }),
  renewCodes: () => post<Codes>('/auth/2fa/recovery-codes'),
  passkeyOptions: () => post<PublicKeyCredentialCreationOptionsJSON>('/auth/passkeys/options'),
  addPasskey: (made: { name: string; response: RegistrationResponseJSON }) =>
    post<{ id: string } & Codes>('/auth/passkeys', made),
  removePasskey: (id: string) => call<void>('DELETE', `/auth/passkeys/${encodeURIComponent(id)}`),

  sessions: () => call<{ sessions: SessionLine[]; total: number }>('GET', '/auth/sessions'),
  endSession: (sessionId: string) => post<Said>('/auth/logout-session', { sessionId }),
  endOthers: () => post<Said & { ended: number }>('/auth/logout-others'),

  copy: () => call<Blob>('GET', '/auth/me/export', { as: 'file' }),
  copyTable: (table: string) =>
    call<Blob>('GET', '/auth/me/export', { as: 'file', query: { table, format: 'csv' } }),
  erase: () => post<Said & { eraseAt: string }>('/auth/me/erase'),
  keep: () => call<Said>('DELETE', '/auth/me/erase'),

  profile: () => call<{ profile: Profile }>('GET', '/profiles'),
  makeProfile: (profile: { vanityUrl: string; headline: string | null }) =>
    post<{ profile: Profile }>('/profiles', profile),
  changeProfile: (profile: { vanityUrl: string; headline: string | null }) =>
    call<{ profile: Profile }>('PUT', '/profiles', { body: profile }),
}
