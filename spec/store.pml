/* The rows of one connection, and what a single transaction does to them. */
mtype = { connected, needs_reauth, closing, gone, fresh, due, expired };

mtype status = connected;
mtype access = due;    /* of the pointer's access token: due = past the soft expiry, expired = past the hard one */
byte grant_no = 1;
byte pointer = 1;      /* generation that is served */
byte next_generation = 2;
byte journal[ROWS];    /* generation -> refresh token; 0 = no row */
bool refused[ROWS];    /* the provider refused this generation's token: an attempt row says so */

byte sent;             /* generation reserved by the one attempt in state 'sent'; 0 = none */
byte sent_from;        /* pointer that attempt started from */
byte sent_grant;
bool late;             /* its deadline has passed */
bool owner_dead;       /* its process is proved dead */

byte spilled;          /* generation of a record in a spill file; 0 = none */
byte spilled_token;
byte spill_of;         /* the one generation that was ever spilled */

byte faults;
byte started;
byte finished;
byte in_flight;        /* live requests and answers: on the wire or in a process's memory */
bool settled;          /* everything above has ended; only the last reader runs */

#define ours(row) (journal[row] != 0 && grant_of(journal[row]) == grant_no)
#define in_doubt (sent != 0 && sent_from == pointer && sent_grant == grant_no)
#define nothing_under_way (in_flight == 0 && spilled == 0)

/* How long a pause may be. On `family` a request that outlives both its deadline and the access token meets the one
 * last try, and the grant dies: the protocol accepts that, so only ANY_PAUSE lets it happen. */
#if defined(FAMILY) && !defined(ANY_PAUSE)
#define deadline_may_pass (access != expired || nothing_under_way)
#define expiry_may_come nothing_under_way
#else
#define deadline_may_pass true
#define expiry_may_come true
#endif

#ifdef OLD_GRANT_IS_TRIED
#define candidate(row) (journal[row] != 0 && !refused[row])
#else
#define candidate(row) (ours(row) && !refused[row])
#endif

/* The newest row of the current grant whose token was not refused; 0 = none. */
inline newest_candidate(row) {
  row = next_generation - 1;
  do
  :: row == 0 -> break
  :: row != 0 && candidate(row) -> break
  :: else -> row--
  od
}

inline any_alive(found) {
  found = false;
  row = next_generation;
  do
  :: row == 0 -> break
  :: else -> row--; found = found || (ours(row) && alive(journal[row]))
  od
}

inline any_row(found) {
  found = false;
  row = ROWS;
  do
  :: row == 0 -> break
  :: else -> row--; found = found || journal[row] != 0
  od
}

inline move_pointer(row) {
  must(newer_not_overwritten, row > pointer);
  must(new_grant_only, grant_of(journal[row]) == grant_no);
  pointer = row
}

/* The adopted row's access token may have aged meanwhile. */
inline adopt(row) {
#ifdef NO_ADOPTION
  skip
#else
  newest_candidate(row);
  if
  :: row > pointer ->
     move_pointer(row);
     seen(adopted);
     if
     :: !settled -> access = fresh
     :: access = due
     fi
  :: else
  fi;
  row = 0
#endif
}

inline forget_attempt() {
  sent = 0;
  sent_from = 0;
  sent_grant = 0;
  late = false;
  owner_dead = false
}

/* A lock with a TTL forgets the request when its time is up; the attempt row does not. */
inline pass_deadline() {
#ifdef TTL_LOCK
  forget_attempt();
#else
  late = true;
#endif
  tell("waits until the deadline has passed")
}

inline resolve_own(generation) {
  if
  :: sent == generation -> forget_attempt()
  :: else
  fi
}

inline reserve(generation) {
  generation = next_generation;
  next_generation++;
  assert(next_generation < ROWS)
}

/* A success for a needs_reauth connection of the same grant. */
inline revive(token) {
#ifdef NO_REVIVAL
  skip
#else
  if
  :: status == needs_reauth && grant_of(token) == grant_no -> status = connected; seen(revived)
  :: else
  fi
#endif
}
