import { defineEvents } from '../../kit/event.ts'

export const accountEvents = defineEvents('accounts', {
  'operator.link_made': { text: 'A single-use sign-in link for the operator was made.' },
  'operator.signed_in': { text: 'The operator signed in with a single-use link.' },
  'operator.signed_out': { text: 'The operator signed out.' },
  'feature.switched': { text: 'The operator switched a feature; which and how is in the entry.' },
  'profile.made': { text: 'A person made the own profile.' },
  'profile.changed': { text: 'A person changed the own profile.' },
  'key_backup.confirmed': { text: 'The operator confirmed that the master key is backed up.' },
  'person.signed_in': {
    text: 'A person signed in; by what, and whether on a browser that was new, is in the entry.',
  },
  'person.sign_in_refused': { text: 'Somebody was not let in; the reason is in the entry.' },
  'person.erasure_taken_back': { text: 'A person signed in before the account was erased, and keeps it.' },
  'person.sign_in_locked': {
    text: 'Too many wrong passwords in a row: only a browser that signed in before is let in, until there is a new one.',
  },
  'person.proof_locked': {
    text: 'Too many wrong passwords in a row of somebody signed in: none is looked at there, until there is a new one by mail.',
  },
  'person.password_changed': { text: 'A person changed the password; the other sessions ended.' },
  'factor.enabled': {
    text: 'An authenticator app is asked for at sign-in from now on; the other sessions ended.',
  },
  'factor.disabled': { text: 'The authenticator app is no longer asked for; the other sessions ended.' },
  'factor.refused': { text: 'A code was not accepted; where, is in the entry.' },
  'factor.locked': {
    text: 'Too many wrong codes: none of this account is looked at for a quarter of an hour.',
  },
  'passkey.added': { text: 'A passkey was enrolled; the other sessions ended.' },
  'passkey.removed': { text: 'A passkey was removed; the other sessions ended.' },
  'passkey.refused': { text: "A passkey's answer was not accepted; the reason is in the entry." },
  'passkey.copied': { text: 'A passkey counted backwards, so there are two of it; it was refused.' },
  'recovery_codes.made': { text: 'New recovery codes took the place of those before.' },
  'recovery_code.used': { text: 'A recovery code was used; how many are left is in the entry.' },
  'person.stepped_up': { text: 'A person proved anew who it is; by what, is in the entry.' },
  'factor_reset.asked': {
    text: 'The operator asked to take second factors off, a day from now; the person was told.',
  },
  'factor_reset.taken_back': { text: 'Second factors stay: the operator or the person took it back.' },
  'factor_reset.done': {
    text: 'Second factors were taken off as the operator had asked; all sessions ended.',
  },
  'session.started': { text: 'A session began: a browser is signed in.' },
  'session.refreshed': { text: 'A session got its next pair of tokens.' },
  'session.renewed': {
    text: 'A session got new tokens, as its person proved more of who it is; those before are dead.',
  },
  'session.reused': {
    text: 'A refresh token came a second time: it was copied, so the session ended for everybody, and its person was told.',
  },
  'session.ended': { text: 'A session was ended; why, is in the entry.' },
  'person.registered': { text: 'Somebody signed up.' },
  'person.imported': {
    text: 'A person was taken over from another system; whether with a password and a second factor, is in the entry.',
  },
  'person.address_tried': {
    text: "Somebody signed up with an address that is this person's; nothing came of it.",
  },
  'person.address_proved': {
    text: 'A person proved the address; whether what others put there before was dropped, is in the entry.',
  },
  'person.verification_sent': { text: 'A person was sent another link to prove the address with.' },
  'person.mail_refused': {
    text: 'A mail was asked for too early or too often, and not sent; which, is in the entry.',
  },
  'person.reset_asked': { text: 'A link to set a new password with was mailed to a person.' },
  'person.password_reset': { text: 'A new password was set by a mailed link; all sessions ended.' },
  'person.address_asked': { text: 'A person asked for another address, which is to be proved.' },
  'person.address_changed': { text: 'A person has another address, which was proved; the old one was told.' },
  'person.came_from_outside': {
    text: 'Somebody whom an outside issuer knows came for the first time, and is a person here now.',
  },
  'person.acted_for': {
    text: 'Somebody whom an outside issuer lets act for a person came as that person, and reads alone.',
  },
  'operator.named': {
    text: 'A person whom CONSOLE_OIDC_OPERATORS names signed in to the console, and is an operator from now on.',
  },
  'operator.dropped': {
    text: 'A person whom CONSOLE_OIDC_OPERATORS names no more is no operator any more; all its sessions ended.',
  },
  'person.exported': { text: 'A person took a copy of all that is kept of it.' },
  'person.erasure_asked': {
    text: 'A person asked to be erased, seven days from then; the other sessions ended.',
  },
  'person.erasure_begun': {
    text: 'The grace is over: nobody signs in to the account any more, and its connections are ended.',
  },
  'person.erased': { text: 'A person was erased, with all rows of every part; this entry names nobody.' },
  'people.listed': { text: 'The operator looked at the list of people.' },
  'person.looked_at': { text: 'The operator looked at what is known of a person.' },
  'person.disabled': { text: 'The operator switched an account off; all its sessions ended.' },
  'person.enabled': { text: 'The operator switched an account on again.' },
  'people.sessions_ended': {
    text: 'The operator ended the sessions of everybody; how many, is in the entry.',
  },
  'person.made_operator': {
    text: 'A person looks after this deployment from now on; its sessions ended.',
  },
  'person.unmade_operator': {
    text: 'A person looks after this deployment no more; its sessions ended.',
  },
  'person.impersonated': {
    text: "An operator looks through a person's eyes, for half an hour at most; the person was told.",
  },
  'member.put': { text: 'The operator said what a person may do for a team; the role is in the entry.' },
  'member.removed': { text: 'A person may do nothing for a team any more.' },
})
