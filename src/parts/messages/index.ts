import type { Part } from '../../kit/part.ts'
import { deliveryJobs } from './deliveries/jobs.ts'
import { deliveryRoutes } from './deliveries/routes.ts'
import { endpointRoutes } from './endpoints/routes.ts'
import { messageEvents } from './events.ts'
import { messageFaults } from './faults.ts'
import { mailJobs } from './mail/jobs.ts'
import { mailRoutes } from './mail/routes.ts'
import { personal } from './personal.ts'
import { messageSettings } from './settings.ts'

export { eventTypes } from './event-types.ts'
export { type KeptMail, mailKeptFor } from './mail/kept.ts'
export { type MailTemplate, mailTemplates } from './mail/letters.ts'
export { onPaper, type Paragraph } from './mail/paper.ts'
export { farewellTo, type MailToQueue, queueMail } from './mail/queue.ts'
export { isSaidWhole, mayBeLink, oneLine } from './mail/words.ts'
export { messageSettings } from './settings.ts'
export { type Sender, type SmtpServer, type WayOut, wayOut } from './mail/settings.ts'

/** Who is to hear of what happened: follows the log, and tells. */
export const messages: Part = {
  name: 'messages',
  settings: messageSettings,
  faults: messageFaults.book,
  events: messageEvents,
  routes: [...endpointRoutes, ...deliveryRoutes, ...mailRoutes],
  jobs: [...deliveryJobs, ...mailJobs],
  personal,
  sealed: [
    {
      table: 'webhook_secret',
      field: 'secret',
      sqlTable: 'webhook_secret',
      sqlColumn: 'secret',
      rowId: 'id',
      generation: 1,
    },
    {
      table: 'outgoing_mail',
      field: 'content',
      sqlTable: 'outgoing_mail',
      sqlColumn: 'content',
      rowId: 'id',
      generation: 'generation',
    },
  ],
}
