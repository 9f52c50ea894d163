import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/browser'
import { ownProblem } from '../problem.ts'

/** Whether this browser knows passkeys at all. */
export const knowsPasskeys = (): boolean => typeof PublicKeyCredential === 'function'

const webAuthn = () => import('@simplewebauthn/browser')

/** Has a passkey sign what the server asked. @throws `Problem` when the person or the browser let it be */
export async function signWithPasskey(
  optionsJSON: PublicKeyCredentialRequestOptionsJSON,
): Promise<AuthenticationResponseJSON> {
  const { startAuthentication } = await webAuthn()
  return startAuthentication({ optionsJSON }).catch(explain)
}

/** Has the browser make a passkey. @throws `Problem` when the person or the browser let it be */
export async function makePasskey(
  optionsJSON: PublicKeyCredentialCreationOptionsJSON,
): Promise<RegistrationResponseJSON> {
  const { startRegistration } = await webAuthn()
  return startRegistration({ optionsJSON }).catch(explain)
}

/** Browsers tell by the names of their errors alone, and tell a page little on purpose. */
function explain(thrown: unknown): never {
  const name = thrown instanceof Error ? thrown.name : ''
  if (name === 'InvalidStateError')
    throw ownProblem('PASSKEY_HERE_ALREADY', 'This device holds a passkey for this account already.')
  if (name === 'SecurityError')
    throw ownProblem(
      'PASSKEY_OF_OTHER_HOST',
      'The browser uses no passkey at this address.',
      'Open the console at the address that is set as KEYHOLD_URL.',
    )
  throw ownProblem(
    'PASSKEY_UNUSED',
    'No passkey was used.',
    'It was cancelled, took too long, or there is none here. Try again, or choose another way.',
  )
}
