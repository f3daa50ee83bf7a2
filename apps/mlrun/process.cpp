#include "mlrun/process.h"

#include <unistd.h>

#include <new>

#include "core/error.h"
#include "core/log.h"
#include "core/output.h"
#include "core/stop.h"
#include "mlrun/learn_half.h"

namespace mlrun {
namespace {

int fail(const Error& error) {
  log::error(error);
  return error.exit_code();
}

int guarded(const std::function<int()>& body) {
  try {
    return body();
  } catch (const Error& error) {
    return fail(error);
  } catch (const stop::Stopped& stopped) {
    log::stopped("stopped by a signal; no file was written", stopped.signal);
    log::flush();
    stop::die(stopped.signal);
  } catch (const std::bad_alloc&) {
    return fail(Error(ErrorKind::kFailure, "out of memory on the host"));
  } catch (const std::exception& error) {
    return fail(Error(ErrorKind::kFailure, error.what()));
  }
}

}  // namespace

int run_process(const std::function<int()>& body) {
  reserve_standard_streams();
  stop::install();
  const int code = guarded(body);
  log::flush();
  // LibTorch takes its registrations apart one by one on a normal exit, for 86 ms; all that must
  // be written is written and checked by now.
  if (learn_half_loaded()) _exit(code);
  return code;
}

}  // namespace mlrun
