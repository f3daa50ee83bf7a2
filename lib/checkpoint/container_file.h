#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "checkpoint/safetensors_header.h"
#include "checkpoint/state_dict.h"

namespace mlrun {

// A container on disk, read once from front to back, so that its data are never in memory twice.
class ContainerFile {
 public:
  // Reads and checks the header and the layout. Throws Error(kModel): no such file, not a regular
  // file, or what parse_header and check_layout refuse.
  ContainerFile(const std::string& path, const HeaderLimits& limits);
  ContainerFile(const ContainerFile&) = delete;
  ContainerFile& operator=(const ContainerFile&) = delete;
  ~ContainerFile();

  SafeTensorsHeader& header() { return header_; }
  uint64_t bytes() const { return bytes_; }

  struct Data {
    StateDict tensors;
    std::string xxh3;  // of the whole file, with the digest's digits taken as zeros
  };
  // Requires the place of the digest's 32 digits in the header; to be called once.
  Data read_data(uint64_t digits_at);

 private:
  void open();
  void read(char* to, uint64_t count);
  [[noreturn]] void fail(const std::string& what) const;

  std::string path_;
  SafeTensorsHeader header_;
  std::string head_;  // the length and the header, kept for the hash
  uint64_t bytes_ = 0;
  uint64_t at_ = 0;
  int fd_ = -1;
};

}  // namespace mlrun
