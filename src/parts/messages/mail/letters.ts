import type { World } from '../../../kit/world.ts'
import { messageSettings } from '../settings.ts'
import type { Content, Paragraph } from './paper.ts'
import { mayBeLink, oneLine } from './words.ts'

/** What a letter is written from: what the app is called, and what it was queued with, fit to stand in a sentence. */
interface Facts {
  app: string
  /** Undefined where it was not given, or holds what could become a link. */
  say(name: string): string | undefined
  /** A moment, in UTC and to the minute. */
  when(name: string): string | undefined
  /** A page; no paragraph where none was given. */
  page(text: string, label: string): Paragraph[]
}

interface Template {
  /** Worth sending for so long after it was queued; then it is given up. Default a day. */
  usefulSeconds?: number
  /**
   * Tells of something: at most one an hour to a person. Others carry what their reader asked for, go elsewhere, or have a
   * day or a reason of their own, and nobody but their person or an operator causes them.
   */
  isNotice: boolean
  write(facts: Facts): Content
}

const day = 86_400

const ifNotYou = ({ app, page }: Facts): Paragraph[] => {
  const pages = page(
    'If it was not you, choose a new password at once; that ends every session:',
    'Choose a new password',
  )
  return pages.length > 0
    ? pages
    : [`If it was not you, choose a new password in ${app} at once and end the other sessions there.`]
}

const factorKinds: Record<string, string> = { authenticator: 'An authenticator app', passkey: 'A passkey' }
const factorOf = ({ say }: Facts): string => factorKinds[say('kind') ?? ''] ?? 'A second factor'
const at = (moment: string | undefined): string => (moment ? ` on ${moment}` : '')

const letters = {
  verify_address: {
    isNotice: false,
    write: ({ app, page }) => ({
      subject: `Confirm your e-mail address for ${app}`,
      paragraphs: [
        ...page(
          `Somebody, most likely you, signed up for ${app} with this address. Confirm within 24 hours that it is yours:`,
          'Confirm this address',
        ),
        'If it was not you, do nothing: the address is not used then.',
      ],
    }),
  },
  address_taken: {
    isNotice: true,
    write: ({ app, page }) => ({
      subject: `You already have an account at ${app}`,
      paragraphs: [
        `Somebody tried to use your address for an account at ${app}. You have one already, and nothing was changed.`,
        ...page('If it was you and you forgot your password, choose a new one:', 'Choose a new password'),
        'If it was not you, there is nothing to do.',
      ],
    }),
  },
  reset_password: {
    isNotice: false,
    usefulSeconds: 1_800,
    write: ({ app, page }) => ({
      subject: `Choose a new password for ${app}`,
      paragraphs: [
        ...page(
          `Somebody asked for a new password for your account at ${app}. Choose it within 30 minutes:`,
          'Choose a new password',
        ),
        'If it was not you, do nothing: your password stays as it is.',
      ],
    }),
  },
  change_address: {
    isNotice: false,
    write: ({ app, page }) => ({
      subject: `Confirm your new e-mail address for ${app}`,
      paragraphs: [
        ...page(
          `This is to become the address of an account at ${app}. Confirm within 24 hours that it is yours:`,
          'Confirm this address',
        ),
        'If you know nothing of it, do nothing: the address is not used then.',
      ],
    }),
  },
  address_changed: {
    // To the address before: each is another reader.
    isNotice: false,
    write: (facts) => ({
      subject: `Your e-mail address at ${facts.app} was changed`,
      paragraphs: [
        `Your account at ${facts.app} has another address from now on; this one gets no more mail about it.`,
        `If it was not you, tell those who run ${facts.app} at once.`,
      ],
    }),
  },
  password_changed: {
    isNotice: true,
    write: (facts) => ({
      subject: `Your password at ${facts.app} was changed`,
      paragraphs: [
        `The password of your account at ${facts.app} was changed${at(facts.when('at'))}. Other sessions have ended.`,
        ...ifNotYou(facts),
      ],
    }),
  },
  new_device: {
    isNotice: true,
    write: (facts) => ({
      subject: `A new sign-in to ${facts.app}`,
      paragraphs: [
        `Your account at ${facts.app} was signed in to${at(facts.when('at'))} from a browser that was not seen before: ${facts.say('agent') ?? 'an unknown one'}.`,
        'If it was you, there is nothing to do.',
        ...ifNotYou(facts),
      ],
    }),
  },
  session_reuse: {
    isNotice: true,
    write: (facts) => ({
      subject: `A session at ${facts.app} was ended for safety`,
      paragraphs: [
        `A part of your session at ${facts.app} was used twice, as if somebody had copied it. That session was ended, wherever it was used: sign in again.`,
        'If it happens once, a program or a backup of your browser may have done it. If it happens again, look for software on your computer that you do not know.',
        ...ifNotYou(facts),
      ],
    }),
  },
  factor_locked: {
    isNotice: true,
    write: (facts) => ({
      subject: `Too many wrong codes at ${facts.app}`,
      paragraphs: [
        `Somebody typed many wrong codes for your account at ${facts.app}. For a quarter of an hour none is taken.`,
        'If it was you, try again then. If it was not, somebody knows your password.',
        ...ifNotYou(facts),
      ],
    }),
  },
  sign_in_locked: {
    isNotice: true,
    write: (facts) => ({
      subject: `Too many wrong passwords at ${facts.app}`,
      paragraphs: [
        `Somebody typed a hundred wrong passwords for your account at ${facts.app}. From now on it can be signed in to only by a browser that did so before.`,
        ...facts.page('A new password opens it again:', 'Choose a new password'),
      ],
    }),
  },
  proof_locked: {
    isNotice: true,
    write: (facts) => ({
      subject: `Too many wrong passwords at ${facts.app}`,
      paragraphs: [
        `Somebody who is signed in to your account at ${facts.app} was asked for its password and typed a hundred wrong ones. From now on none is taken there.`,
        ...facts.page(
          'A new password opens it again. If it was not you, choose one at once; that ends every session:',
          'Choose a new password',
        ),
      ],
    }),
  },
  factor_added: {
    isNotice: true,
    write: (facts) => ({
      subject: `A second factor was added at ${facts.app}`,
      paragraphs: [`${factorOf(facts)} was added to your account at ${facts.app}.`, ...ifNotYou(facts)],
    }),
  },
  factor_removed: {
    isNotice: true,
    write: (facts) => ({
      subject: `A second factor was removed at ${facts.app}`,
      paragraphs: [`${factorOf(facts)} was removed from your account at ${facts.app}.`, ...ifNotYou(facts)],
    }),
  },
  passkey_copied: {
    isNotice: true,
    write: (facts) => ({
      subject: `A passkey for ${facts.app} may have been copied`,
      paragraphs: [
        `A passkey of your account at ${facts.app} was used in a way that points to a copy. It was not taken, and nobody was signed in.`,
        `Remove that passkey in ${facts.app} and add a new one.`,
      ],
    }),
  },
  recovery_code_used: {
    isNotice: true,
    write: (facts) => {
      const left = facts.say('left')
      return {
        subject: `A recovery code was used at ${facts.app}`,
        paragraphs: [
          `A recovery code of your account at ${facts.app} was used.${left ? ` There are ${left} left.` : ''}`,
          ...(facts.say('isFew') === 'true' ? [`Make new ones in ${facts.app} before they run out.`] : []),
          ...ifNotYou(facts),
        ],
      }
    },
  },
  factor_reset_asked: {
    isNotice: false,
    write: (facts) => ({
      subject: `Your second factors at ${facts.app} are about to be removed`,
      paragraphs: [
        `Those who run ${facts.app} were asked to remove the second factors of your account, as if they were lost. It happens${at(facts.when('at')) || ' in a day'}.`,
        'If you asked for it, there is nothing to do.',
        `If you did not, sign in with one of your factors before: that takes it back. And tell those who run ${facts.app}.`,
      ],
    }),
  },
  factor_reset_done: {
    isNotice: true,
    write: (facts) => ({
      subject: `Your second factors at ${facts.app} were removed`,
      paragraphs: [
        `The second factors of your account at ${facts.app} were removed, as was asked. Sign in and set up new ones.`,
        ...ifNotYou(facts),
      ],
    }),
  },
  account_disabled: {
    isNotice: true,
    write: ({ app }) => ({
      subject: `Your account at ${app} was switched off`,
      paragraphs: [
        `Your account at ${app} was switched off, and all its sessions have ended.`,
        `If you do not know why, ask those who run ${app}.`,
      ],
    }),
  },
  erase_asked: {
    isNotice: false,
    write: (facts) => ({
      subject: `Your account at ${facts.app} will be erased`,
      paragraphs: [
        `Your account at ${facts.app} and all that it holds will be erased for good${at(facts.when('at')) || ' in seven days'}.`,
        'To keep it, sign in before: that takes it back.',
        ...ifNotYou(facts),
      ],
    }),
  },
  erased: {
    isNotice: false,
    write: ({ app }) => ({
      subject: `Your account at ${app} was erased`,
      paragraphs: [
        `Your account at ${app} and all that it held were erased. This is the last mail: your address is not kept either.`,
      ],
    }),
  },
  impersonated: {
    isNotice: false,
    write: (facts) => ({
      subject: `Somebody of ${facts.app} looked into your account`,
      paragraphs: [
        `To help you or to look after ${facts.app}, somebody who runs it looked into your account${at(facts.when('at'))}. No password, token or key can be seen that way.`,
        ...[facts.say('reason')].flatMap((reason) => (reason ? [`The reason given: ${reason}`] : [])),
        `If you did not expect it, ask those who run ${facts.app}.`,
      ],
    }),
  },
} satisfies Record<string, Template>

/** What people are written to about. */
export type MailTemplate = keyof typeof letters

const templates: Record<MailTemplate, Template> = letters

export const mailTemplates = Object.keys(letters) as readonly MailTemplate[]

export const isNotice = (template: MailTemplate): boolean => templates[template].isNotice

/** For so long after it was queued a letter is worth sending. One that an older version queued is worth a day. */
export const usefulSeconds = (template: string): number =>
  templates[template as MailTemplate]?.usefulSeconds ?? day

/** @returns null for a letter that this version does not know */
export function contentOf(
  world: Pick<World, 'settings'>,
  template: string,
  values: Readonly<Record<string, string>>,
): Content | null {
  const known: Template | undefined = templates[template as MailTemplate]
  return known?.write(factsOf(world.settings(messageSettings).appName, values)) ?? null
}

function factsOf(appName: string, values: Readonly<Record<string, string>>): Facts {
  const { link } = values
  return {
    app: oneLine(appName),
    say(name) {
      const said = oneLine(values[name] ?? '')
      return said === '' || mayBeLink(said) ? undefined : said
    },
    when(name) {
      const moment = new Date(values[name] ?? '')
      return Number.isNaN(moment.getTime())
        ? undefined
        : `${moment.toISOString().slice(0, 16).replace('T', ' at ')} UTC`
    },
    page: (text, label) => (link === undefined ? [] : [{ text, label, link }]),
  }
}
