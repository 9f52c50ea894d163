import type { EventSpec } from '../../../kit/event.ts'

export const journeyEvents: Readonly<Record<string, EventSpec>> = {
  'journey.changed': { text: 'A journey was kept, changed, paused or resumed.' },
  'journey.deleted': { text: 'A journey was removed with its history.' },
  'journey.secret_set': { text: 'A secret for journeys was set.' },
  'journey.secret_deleted': { text: 'A secret for journeys was deleted.' },
  'journey.run_asked': { text: 'Somebody asked for a run of a journey.' },
  'journey.cleaned_up': { text: 'A process ended in the middle of a run, and another cleaned up behind it.' },
  'journey.failing': {
    text: 'A journey failed as often in a row as its document bears: since when, at which step, and with which code.',
  },
  'journey.still_failing': { text: 'A journey is failing still; its document wants to be reminded.' },
  'journey.recovered': { text: 'A journey that was failing passed: since when it failed, and for how long.' },
  'journey.degraded': {
    text: 'A journey passed, but slower than its document bears or than is usual for it.',
  },
  'journey.degraded_over': { text: 'A journey that was degraded is as fast as usual.' },
  'journey.not_running': {
    text: 'A journey could not be run several times in a row, which says nothing of its target; told again as often as its document wants to be reminded.',
  },
  'journey.budget_burning': {
    text: 'A journey fails so often that its budget of errors is used up long before its time: `urgency` is page or ticket.',
  },
  'journey.maintenance_began': { text: 'A journey came into a window of maintenance, and is not run in it.' },
  'journey.maintenance_ended': { text: 'A journey’s window of maintenance is over.' },
}
