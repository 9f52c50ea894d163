import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON as CreationOptions,
  PublicKeyCredentialRequestOptionsJSON as RequestOptions,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser'
import { ask, type Answer, type Got, type Sent } from '../ask.ts'
import { call } from '../call.ts'

/** What Keyhold answers to a person about itself. */

export type PersonSession = Got<'/auth/session'>
export type User = PersonSession['user']
export type SessionLine = Got<'/auth/sessions'>['sessions'][number]

export type Factors = Got<'/auth/factors'>
export type Passkey = Factors['passkeys'][number]

/** For an authenticator app: the secret as text, and in a QR code (SVG). */
export type AppSecret = Answer<'post', '/auth/2fa/setup'>
export type Profile = Got<'/profiles'>['profile']
export type Proof = Sent<'post', '/auth/step-up'>

type ProfileWish = Sent<'post', '/profiles'>

/** Every call about people, by name. */
export const people = {
  /** At whose host operators can sign in, too; whether addresses are proved by mail. */
  waysIn: () => ask.get('/auth/oidc'),
  signUp: (person: { email: string; username: string; password: string }) =>
    ask.post('/auth/register', { body: person }),
  signIn: (proof: { email: string; password: string }) => ask.post('/auth/login', { body: proof }),
  secondStep: (code: string) => ask.post('/auth/2fa/verify', { body: { code } }),
  secondStepOptions: () => ask.post('/auth/2fa/passkey/options') as Promise<RequestOptions>,
  secondStepByPasskey: (response: AuthenticationResponseJSON) =>
    ask.post('/auth/2fa/passkey', { body: { response } }),
  passkeySignInOptions: () => ask.post('/auth/passkeys/sign-in/options') as Promise<RequestOptions>,
  passkeySignIn: (response: AuthenticationResponseJSON) =>
    ask.post('/auth/passkeys/sign-in', { body: { response } }),

  proveAddress: (proof: { token: string; password?: string }) =>
    ask.post('/auth/verify-email', { body: proof }),
  /** To who is signed in, when no address is given. */
  resendProof: (email?: string) =>
    ask.post('/auth/resend-verification', { body: email === undefined ? {} : { email } }),
  confirmAddress: (token: string) => ask.post('/auth/change-email/confirm', { body: { token } }),
  forgotPassword: (email: string) => ask.post('/auth/forgot-password', { body: { email } }),
  resetPassword: (set: { token: string; password: string }) =>
    ask.post('/auth/reset-password', { body: set }),

  stepUp: (proof: Proof) => ask.post('/auth/step-up', { body: proof }),
  stepUpOptions: () => ask.post('/auth/step-up/options') as Promise<RequestOptions>,

  changePassword: (change: { currentPassword: string; newPassword: string }) =>
    ask.post('/auth/change-password', { body: change }),
  changeAddress: (email: string) => ask.post('/auth/change-email', { body: { email } }),

  factors: () => ask.get('/auth/factors'),
  keepFactors: () => ask.delete('/auth/factors/reset'),
  setUpApp: () => ask.post('/auth/2fa/setup'),
  enableApp: (code: string) => ask.post('/auth/2fa/enable', { body: { code } }),
  disableApp: (code: string) => ask.post('/auth/2fa/disable', { body: { code } }),
  renewCodes: () => ask.post('/auth/2fa/recovery-codes'),
  passkeyOptions: () => ask.post('/auth/passkeys/options') as Promise<CreationOptions>,
  addPasskey: (made: { name: string; response: RegistrationResponseJSON }) =>
    ask.post('/auth/passkeys', { body: made }),
  removePasskey: (id: string) => ask.delete('/auth/passkeys/{id}', { path: { id } }),

  sessions: () => ask.get('/auth/sessions'),
  endSession: (sessionId: string) => ask.post('/auth/logout-session', { body: { sessionId } }),
  endOthers: () => ask.post('/auth/logout-others'),

  copy: () => call<Blob>('GET', '/auth/me/export', { as: 'file' }),
  copyTable: (table: string) =>
    call<Blob>('GET', '/auth/me/export', { as: 'file', query: { table, format: 'csv' } }),
  erase: () => ask.post('/auth/me/erase'),
  keep: () => ask.delete('/auth/me/erase'),

  profile: () => ask.get('/profiles'),
  makeProfile: (profile: ProfileWish) => ask.post('/profiles', { body: profile }),
  changeProfile: (profile: ProfileWish) => ask.put('/profiles', { body: profile }),
}
