#ifndef STREAMBOT_THREAD_H
#define STREAMBOT_THREAD_H

/* From now on the calling thread gets a core only after threads that somebody waits for. */
void thread_step_back(void);

#endif
