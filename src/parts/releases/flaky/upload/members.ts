import { z } from 'zod'
import { envelopeQuery } from '../../envelope/envelope.ts'
import { folderName } from '../readers/file-names.ts'
import { reportFormats } from '../readers/report.ts'

/** From the top of the checkout: neither absolute nor above it. */
const folder = z
  .string()
  .max(500)
  .regex(/^(?!(?:[A-Za-z]:)?[\\/])(?!(?:.*[\\/])?\.\.(?:[\\/]|$))\P{Cc}*$/u, {
    error: 'wants a folder below the top of the checkout, such as services/a, without ..',
  })

/** What is said beside a report, in the query or in fields of a form: the envelope, and how to read it. */
export const uploadMembers = z.object({
  ...envelopeQuery,
  format: z.enum(reportFormats).optional(),
  root: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .describe('Where the checkout lay on the machine of the tests.'),
  folder: folder
    .transform(folderName)
    .optional()
    .describe('Where in the checkout the tests ran: put before relative names of files.'),
})
