import type { Person } from '../people.ts'

/** Strava's SummaryAthlete, as it comes with the first token. */
export const summaryAthlete = (person: Person) => ({
  id: person.id,
  username: person.username,
  resource_state: 2,
  firstname: person.firstname,
  lastname: person.lastname,
  bio: person.about,
  city: person.city,
  state: null,
  country: person.country,
  sex: person.sex,
  premium: false,
  summit: false,
  created_at: '2017-03-04T09:12:31Z',
  updated_at: '2025-01-11T18:40:02Z',
  badge_type_id: 0,
  weight: person.weightKilograms,
  profile_medium: 'avatar/athlete/medium.png',
  profile: 'avatar/athlete/large.png',
  friend: null,
  follower: null,
})
