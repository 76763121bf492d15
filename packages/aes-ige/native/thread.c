/*
 * Where cores are few, a thread that is woken takes the core of whoever woke it: the main thread, which everybody waits for. A batch
 * thread does not (sched(7), SCHED_BATCH), and a nice one gets less when there is not enough for all (setpriority(2): on Linux the
 * value is a thread's own).
 */
#define _GNU_SOURCE
#include "thread.h"

#ifdef __linux__
#include <sched.h>
#include <stdbool.h>
#include <sys/resource.h>

enum { LESS = 5 };

void thread_step_back(void) {
  static _Thread_local bool is_back = false;
  if (is_back) return;
  is_back = true;
  const struct sched_param none = {0};
  /* Nothing depends on either: refused, all goes on as before. */
  (void)sched_setscheduler(0, SCHED_BATCH, &none);
  (void)setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + LESS);
}
#else
void thread_step_back(void) {}
#endif
