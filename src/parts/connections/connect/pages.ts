import { html, type Markup, page } from '../../../kit/page.ts'

export interface LinkPage {
  appName: string
  providerTitle: string
  subjectLabel: string | null
  scopes: readonly { id: string; title: string }[]
}

/** Names the app, the provider, the user and the scopes; its button is the only thing that does anything. */
export const linkPage = ({ appName, providerTitle, subjectLabel, scopes }: LinkPage): Markup =>
  page(
    `Connect ${providerTitle}`,
    html`<h1>Connect ${providerTitle} to ${appName}</h1>
      <p>
        ${appName} asks for access to your ${providerTitle}
        account${subjectLabel ? html` for <strong>${subjectLabel}</strong>` : ''}. You sign in at
        ${providerTitle}; your password is never seen here.
      </p>
      ${
        scopes.length > 0 &&
        html`<p>It asks for:</p>
          <ul>
            ${scopes.map(({ id, title }) => html`<li>${title} <code>${id}</code></li>`)}
          </ul>`
      }
      <form method="post"><button type="submit">Continue to ${providerTitle}</button></form>
      <p class="muted">Not what you expected? Close this page: nothing has happened.</p>`,
  )

export const connectedPage = (providerTitle: string, label: string | null): Markup =>
  page(
    'Connected',
    html`<h1>${providerTitle} is connected</h1>
      <p>${label ? html`As <strong>${label}</strong>. ` : ''}You can close this page.</p>`,
  )

/** Says what will end before it ends. */
export const consentPage = (
  providerTitle: string,
  label: string | null,
  secret: string,
  isOwnerChange: boolean,
): Markup =>
  page(
    'Please confirm',
    html`<h1>Please confirm</h1>
      ${
        isOwnerChange
          ? html`<p>
              This deployment shows another account's data now. If you go on, it shows
              ${label ? html`<strong>${label}</strong>` : 'this account'} at ${providerTitle} instead.
            </p>`
          : html`<p>
              ${label ? html`<strong>${label}</strong>` : 'This account'} at ${providerTitle} is connected for
              another user already. ${providerTitle} knows one access for each account, so the older
              connection ends if you go on.
            </p>`
      }
      <form method="post" action="/connect/confirm/${secret}">
        <button type="submit">Go on with this one</button>
      </form>
      <p class="muted">
        Close this page to leave everything as it was; within 10 minutes the new access is given back.
      </p>`,
  )
