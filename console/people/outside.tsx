import { usePerson } from '../standing.ts'

/** Whether an organisation signed the person in. */
export const useIsFromOutside = (): boolean => usePerson()?.session.methods.includes('ext') ?? false

/** In the place of what is changed there. */
export function AtOrganisation() {
  return <p>Second steps and the address of this account are at the organisation that signs it in.</p>
}
