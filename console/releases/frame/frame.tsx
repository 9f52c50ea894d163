import type { ReactNode } from 'react'
import { Icon } from '../../kit/icons.tsx'
import { Page } from '../../kit/page.tsx'
import { pathTo, sections, type Section } from '../place.ts'
import { RoomLink } from './room-link.tsx'
import { useRepository } from '../use-repository.ts'

/** A tab's name, and a shorter one for narrow screens. */
const sectionTitles: Record<Section, { title: string; short?: string }> = {
  overview: { title: 'Overview' },
  'pull-requests': { title: 'Pull requests', short: 'Pulls' },
  tests: { title: 'Tests' },
  schema: { title: 'Schema' },
  journeys: { title: 'Journeys' },
}

type Props = { section: Section; title: string; lead?: ReactNode; actions?: ReactNode; children: ReactNode }
/** `isWhole`: it is about the whole deployment, whatever the repository. */
type TabProps = Props & { isWhole?: boolean }

/** A tab of the room: its title, the ways to the others, and which repository it is about. */
export function TabFrame({ section, title, lead, actions, isWhole = false, children }: TabProps) {
  return (
    <Page title={title} lead={lead} actions={actions}>
      <div className="release-bar">
        <nav aria-label="Release checks" className="release-tabs">
          {sections.map((each) => (
            <RoomLink key={each} to={pathTo(each)} className="release-tab" current={each === section}>
              <TabName section={each} />
            </RoomLink>
          ))}
        </nav>
        {!isWhole && <RepositoryChoice />}
      </div>
      {children}
    </Page>
  )
}

function TabName({ section }: { section: Section }) {
  const { title, short } = sectionTitles[section]
  if (short === undefined) return title
  return (
    <>
      <span className="from-medium">{title}</span>
      <span className="until-medium">{short}</span>
    </>
  )
}

function RepositoryChoice() {
  const { name, repositories, choose } = useRepository()
  if (!name) return null
  if (repositories.length < 2) return <span className="release-repository clip">{name}</span>
  const names = repositories.map((each) => each.name)
  return (
    <label className="release-choice">
      <span className="visually-hidden">Repository</span>
      <select
        className="input select"
        data-filter
        value={name}
        onChange={(event) => choose(event.target.value)}
      >
        {(names.includes(name) ? names : [name, ...names]).map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
    </label>
  )
}

/** A page behind a tab: the way back to it, and its own title. */
export function DetailFrame({ section, title, lead, actions, children }: Props) {
  return (
    <>
      <p className="release-way-back">
        <RoomLink to={pathTo(section)}>
          <Icon name="back" size={16} />
          {sectionTitles[section].title}
        </RoomLink>
      </p>
      <Page title={title} lead={lead} actions={actions}>
        {children}
      </Page>
    </>
  )
}
