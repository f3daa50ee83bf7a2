#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace mlrun {

// The whole file as bytes. Throws Error(kind) with the operating system's reason.
std::string read_file(const std::string& path, ErrorKind kind);

// Writes every byte to an open descriptor. Throws Error(kFailure) `<name>: cannot be written: ...`,
// stop::Stopped when a stop was asked for while a reader of a pipe stood still.
void write_all(int fd, std::string_view bytes, const std::string& name);

// Refuses an output path that exists already (unless force), is a directory, or whose directory
// does not exist or is not writable: called before the work starts. "-" is always fine.
// Throws Error(kUsage) for an existing file (naming --force), Error(kFailure) for the others.
void check_output_path(const std::string& path, bool force);

// Refuses an output that is one of the inputs, under whatever name. Throws Error(kUsage).
void check_not_input(const std::string& output, const std::vector<std::string>& inputs);

// Whether two outputs would be one file, also one that is not there yet; "-" is stdout. Devices and
// pipes take what several write.
bool same_output(const std::string& one, const std::string& other);

// What becomes of a file that stands under the name when a new one is ready.
enum class Existing { kReplace, kKeep };

// A new file that appears under its name only when it is whole: written beside it under a
// temporary name, fsynced, renamed, the directory fsynced. The destructor removes an uncommitted
// one, and what stood under the name before stays untouched until commit. Through a symbolic link
// its target is replaced; the permission bits of the old file are kept. A device or a pipe cannot
// be replaced: it is written into, from the first write on.
class AtomicFile {
 public:
  // Throws Error(kFailure) when the temporary file cannot be made.
  explicit AtomicFile(std::string path, Existing existing = Existing::kReplace);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();
  // Throws Error(kFailure) on the first failed or short write ("no space left on device").
  void write(std::string_view bytes);
  // A failed fsync is never retried: it throws, and the old file stays. With kKeep a file that has
  // come under the name in the meantime stays too: Error(kUsage).
  void commit();

 private:
  void discard();
  std::string path_;       // as given, for messages
  std::string target_;     // the file to replace, links followed
  std::string temporary_;  // empty: written into directly, or done
  Existing existing_;
  int fd_ = -1;
};

}  // namespace mlrun
