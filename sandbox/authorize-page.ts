import { html } from 'hono/html'
import type { Client } from './clients.ts'
import { page } from './page.ts'
import type { Person } from './people.ts'
import type { State } from './state.ts'

/** A request for authorization that may be put to a person. */
export interface Question {
  client: Client
  redirectUri: string
  appState: string | undefined
  scopes: string[]
  challenge: string | undefined
}

const meanings: Record<string, string> = {
  read: 'See your public profile',
  read_all: 'See private routes and segments too',
  'profile:read_all': 'See your whole profile, even what is hidden',
  'profile:write': 'Change your weight and starred segments',
  'activity:read': 'See activities that everyone or followers may see',
  'activity:read_all': 'See activities that only you can see',
  'activity:write': 'Add and change activities',
  openid: 'Know who you are',
  profile: 'See your name',
  email: 'See your e-mail address',
  offline_access: 'Stay connected when you are away',
}

// A thousand accounts made by a test should not make a page nobody can read.
const listedPeople = 12

/** Asks a person which account to go on as and what to allow. `search` is the query that is asked again on answering. */
export function authorizePage(state: State, question: Question, search: string): Promise<Response> {
  const people = state.people.all().slice(0, listedPeople)
  const target = new URL(question.redirectUri)
  const content = html`<h1>Connect an account to ${question.client.name}?</h1>
    <p class="soft">You will be sent back to <code>${target.host}</code>.</p>
    <form method="post" action="${search}">
      <input type="hidden" name="from_page" value="1" />
      ${hiddenScopes(search, question)}
      <fieldset>
        <legend>Go on as</legend>
        ${people.map((person, index) => accountChoice(person, index === 0))}
      </fieldset>
      <fieldset>
        <legend>Allow ${question.client.name} to</legend>
        ${question.scopes.length === 0 ? html`<p class="soft">It asks for nothing in particular.</p>` : ''}
        ${question.scopes.map(scopeChoice)}
      </fieldset>
      <div class="buttons">
        <button class="main" name="decision" value="approve">Authorize</button>
        <button name="decision" value="deny">Deny</button>
      </div>
    </form>`
  return page('Connect an account', content)
}

const hiddenScopes = (search: string, question: Question) =>
  new URLSearchParams(search).has('scope')
    ? ''
    : html`<input type="hidden" name="requested_scope" value="${question.scopes.join(' ')}" />`

const accountChoice = (person: Person, isFirst: boolean) =>
  html`<label>
    <input type="radio" name="athlete" value="${person.id}" ${isFirst ? 'checked' : ''} />
    <span>${person.firstname} ${person.lastname} <small>${person.about}</small></span>
  </label>`

const scopeChoice = (scope: string) =>
  html`<label>
    <input type="checkbox" name="scope" value="${scope}" checked />
    <span>${meanings[scope] ?? scope} <small>${scope}</small></span>
  </label>`
