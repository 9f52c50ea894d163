/* The refresh protocol of a connection, from the claim to the late answer. README.md says what is left out.
 *
 * One rotation class:  -DNONE -DROTATES -DSTRICT -DGRACE -DFAMILY
 * What else happens:   -DSPILL -DDISCONNECT -DRECONNECT -DPER_PAIR -DGRACE_ENDS -DANY_PAUSE
 * Sizes:               -DWORKERS=3 -DFAULTS=2 -DAGES=2
 * Mutants:             configurations.ts lists them; each takes one rule away.
 */
#ifndef WORKERS
#define WORKERS 3
#endif
#ifndef FAULTS
#define FAULTS 2
#endif
#ifndef AGES
#define AGES 2
#endif
#define ROWS 14

/* A name for each rule and for each state worth reaching: the checks read the printed lines. When a trail is
 * replayed, the same lines and those of `tell` are its story. */
#define told(words) \
  printf("  process %d %s (pointer %d, provider %d.%d)\n", II, words, now.pointer, \
         now.grant_no, now.current[now.grant_no])
#define tell(words) c_code { if (readtrail) told(words); }
#define seen(state) \
  c_code { static char once; if (readtrail) told(#state); \
           else if (!once) { once = 1; printf("reached %s\n", #state); } }
#define must(rule, holds) \
  if :: (holds) :: else -> c_code { printf("broken %s\n", #rule); }; assert(false) fi

#include "provider.pml"
#include "store.pml"
#include "worker.pml"
#include "around.pml"

/* After everything has settled, time passes and one healthy reader comes: either it gets a fresh token, or the
 * connection says needs_reauth and an answer was really lost. */
inline check_before_last_read() {
  any_alive(found);
  if
  :: status == gone ->
     any_row(found);
     must(nothing_stored, pointer == 0 && sent == 0 && !found);
     must(nothing_left_alive, !left_alive(grant_no) && !left_alive(2))
  :: else ->
     must(no_token_lost, found || forgiven(grant_no));
     must(not_falsely_dead, status == connected || forgiven(grant_no));
#ifdef RECONNECT
     must(new_grant_only, grant_no == 2 && grant_of(journal[pointer]) == 2)
#endif
  fi;
  found = false
}

inline check_after_last_read() {
  any_alive(found);
  if
  :: status == gone
  :: status == connected ->
     must(fresh_token, access == fresh && alive(journal[pointer]));
     seen(fresh_at_the_end)
  :: status == needs_reauth ->
     must(not_falsely_dead, !found && forgiven(grant_no));
     seen(needs_reauth_at_the_end)
  :: else -> must(closing_ends, false)
  fi;
  found = false
}

init {
  byte row;
  bool found;

  atomic {
    current[1] = 1;
    journal[1] = new_token(1, 1);
    row = 0;
    do
    :: row < WORKERS -> run Worker(row); row++
    :: else -> break
    od;
    row = 0;
    run Time();
#ifdef SPILL
    run Drain();
#endif
#ifdef DISCONNECT
    run Disconnect();
#endif
#ifdef RECONNECT
    run Reconnect();
#endif
  };
  atomic {
    finished == WORKERS + OTHERS && spilled == 0 ->
    check_before_last_read();
    settled = true;
    late = (sent != 0);
    access = expired;
    run Worker(WORKERS)
  };
  atomic {
    finished == WORKERS + OTHERS + 1 ->
    check_after_last_read()
  }
}
