/**
 * Decides one request in Valkey: every bucket is charged, or none. It reckons as `limit_charge` does in PostgreSQL and as
 * `policies/` does here; a test holds the three together. Whole microseconds stay exact in Lua's doubles until 2255.
 *
 * `KEYS` are the buckets. `ARGV[1]` is empty; a test gives a moment there, in microseconds. Then four for each bucket: the
 * interval of a rate in microseconds or the period of a quota, the units at most, the cost, units wanted ahead.
 * Gives 1 or 0, the moment, and four for each bucket: where it ends, what is used, units lent, until when the first is good.
 */
export const chargeScript = `
local floor, max, min = math.floor, math.max, math.min

-- The civil calendar, of years that begin in March: a leap day is the last of its year.
local function day_of_month(day)
  local shifted = day + 719468
  local of_era = shifted % 146097
  local year = floor((of_era - floor(of_era / 1460) + floor(of_era / 36524) - floor(of_era / 146096)) / 365)
  local of_year = of_era - (365 * year + floor(year / 4) - floor(year / 100))
  local month = floor((5 * of_year + 2) / 153)
  return of_year - floor((153 * month + 2) / 5) + 1
end

local function month_end(now)
  local day = floor(now / 86400000000)
  local in_next = day - day_of_month(day) + 32
  return (in_next - day_of_month(in_next) + 1) * 86400000000
end

local lengths = { minute = 60000000, hour = 3600000000, day = 86400000000 }
local function window_end(period, now)
  local length = lengths[period]
  return length and (floor(now / length) + 1) * length or month_end(now)
end

local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end

local buckets, granted = {}, 1
for i, kept in ipairs(redis.call('MGET', unpack(KEYS))) do
  local given = 4 * i - 2
  local b = { interval = tonumber(ARGV[given]), depth = tonumber(ARGV[given + 1]), cost = tonumber(ARGV[given + 2]), want = tonumber(ARGV[given + 3]) }
  local ends, used = string.match(kept or '', '^(%d+) (%d+)$')
  b.ends, b.used = tonumber(ends) or 0, tonumber(used) or 0
  if b.interval then
    b.ends = max(b.ends, now)
    b.free = floor((now + b.depth * b.interval - b.ends) / b.interval)
  else
    local ends_at = window_end(ARGV[given], now)
    -- A window that lies ahead is a clock that was set back.
    if b.ends < ends_at then b.ends, b.used = ends_at, 0 end
    b.free = b.depth - b.used
  end
  if b.free < b.cost then granted = 0 end
  buckets[i] = b
end

local told = { granted, now }
for i, b in ipairs(buckets) do
  local lent, good_until = 0, 0
  if granted == 1 then
    -- An eighth of what is left, so that the last units stay where everybody can have them.
    lent = min(b.want, floor((b.free - b.cost) / 8))
    if b.interval then
      good_until = b.ends + b.cost * b.interval
      b.ends = good_until + lent * b.interval
    else
      good_until = b.ends - 1
      b.used = b.used + b.cost + lent
    end
    -- A minute longer than it says anything: for a clock that is set back, of another server that takes over.
    redis.call('SET', KEYS[i], string.format('%.0f %.0f', b.ends, b.used), 'PX', string.format('%.0f', floor((b.ends - now) / 1000) + 60000))
  end
  for _, number in ipairs({ b.ends, b.used, lent, good_until }) do told[#told + 1] = number end
end
return told
`

/** The moment, in seconds and microseconds, and what is kept of each bucket as two numbers in a text; nothing is charged. */
export const readScript = `return { redis.call('TIME'), redis.call('MGET', unpack(KEYS)) }`
