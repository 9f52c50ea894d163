import type { Sport } from '../people.ts'

/** An activity as Strava lists it. Metres, seconds, metres per second; whole numbers and fractions both occur. */
export interface Activity {
  id: number
  upload_id: number | null
  external_id: string | null
  resource_state: 2
  athlete: { id: number; resource_state: 1 }
  name: string
  distance: number
  moving_time: number
  elapsed_time: number
  total_elevation_gain: number
  /** The old name of the sport; `TrailRun` is `Run` here. */
  type: string
  sport_type: Sport
  /** ISO 8601, UTC. */
  start_date: string
  /** The wall clock at the start, although it ends in Z. Midnight and one second when the person hides it. */
  start_date_local: string
  /** `(GMT+01:00) Europe/Oslo`. */
  timezone: string
  /** Seconds at that moment, summer time included. */
  utc_offset: number
  average_speed: number
  max_speed: number
  has_heartrate: boolean
  average_heartrate?: number
  max_heartrate?: number
  kudos_count: number
  achievement_count: number
  manual: boolean
  private: boolean
  visibility: 'everyone' | 'followers_only' | 'only_me'
  trainer: boolean
  commute: boolean
  gear_id: string | null
  device_name: string | null
  map: { id: string; summary_polyline: string; resource_state: 2 }
}
