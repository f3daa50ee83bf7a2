#pragma once

namespace mlrun {

// TERM, INT and HUP set a flag that long loops look at; a second one ends the process at once.
// PIPE keeps its default (die quietly); USR1 asks for a state save.
namespace stop {
void install();
// Sends a signal that this process was sent on to a process it has started. Whoever signals a whole
// group, a job or a container reaches that process directly as well: the direct one and the one
// passed on count as one there.
void pass_on(int process, int signal);
// The signal that asked to stop, or 0.
int requested();
// True once per USR1.
bool save_requested();
// Restores the default action and raises the signal again, so the shell sees the real cause.
[[noreturn]] void die(int signal);
// Thrown by long loops: unwinds (removing temporary files), then main calls die.
struct Stopped {
  int signal;
};
// Throws Stopped when a stop was requested.
void check();
}  // namespace stop

}  // namespace mlrun
