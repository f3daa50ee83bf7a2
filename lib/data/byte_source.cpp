#include "data/byte_source.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "data/decompressor.h"

namespace mlrun {
namespace {

bool may_be_packed(char first) { return first == '\x1F' || first == '\x28'; }

// Bytes that begin Parquet, Arrow, a byte order mark or an object of JSON, or blanks before it.
bool may_be_marked(std::string_view head) {
  const size_t first = head.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return true;
  const bool brace_alone = head[first] == '{' && first + 1 == head.size();
  return brace_alone ||
         (first == 0 && std::string_view("PA\xFF\xEF").find(head[0]) != std::string_view::npos);
}

}  // namespace

ByteSource::ByteSource(const std::string& path, int copy) : file_(path, copy) {}

ByteSource::~ByteSource() = default;

size_t ByteSource::read_file(char* into, size_t limit) {
  const size_t got = file_.read(into, limit);
  position_ += got;
  return got;
}

void ByteSource::decompress(const ReadAhead::Sink& sink) {
  constexpr size_t kPiece = size_t{1} << 17;
  const auto decompressor = make_decompressor(compression_of(magic_), name());
  decompressor->add(magic_, sink);
  std::vector<char> piece(kPiece);
  while (const size_t got = read_file(piece.data(), piece.size())) {
    decompressor->add({piece.data(), got}, sink);
  }
  decompressor->finish();
}

// A slow pipe may bring the first bytes one at a time; no more are waited for than can matter.
void ByteSource::open() {
  constexpr size_t kMagic = 4;
  opened_ = true;
  char bytes[kMagic];
  while (magic_.empty() || (magic_.size() < kMagic && may_be_packed(magic_[0]))) {
    const size_t got = read_file(bytes, kMagic - magic_.size());
    if (got == 0) break;
    magic_.append(bytes, got);
  }
  if (compression_of(magic_) == Compression::kNone) {
    head_ = magic_;
  } else {
    ahead_ = std::make_unique<ReadAhead>([this](const auto& sink) { decompress(sink); });
  }
}

size_t ByteSource::read_plain(char* into, size_t limit) {
  return ahead_ != nullptr ? ahead_->read(into, limit) : read_file(into, limit);
}

std::string_view ByteSource::head() {
  if (!opened_) open();
  char bytes[kHead];
  while (head_.empty() || (head_.size() < kHead && may_be_marked(head_))) {
    const size_t got = read_plain(bytes, kHead - head_.size());
    if (got == 0) break;
    head_.append(bytes, got);
  }
  return head_;
}

bool ByteSource::ready() {
  if (head_used_ < head_.size()) return true;
  return ahead_ != nullptr ? ahead_->ready() : file_.ready();
}

size_t ByteSource::read(char* into, size_t limit) {
  if (!opened_) open();
  if (head_used_ == head_.size()) return read_plain(into, limit);
  const size_t count = std::min(limit, head_.size() - head_used_);
  std::memcpy(into, head_.data() + head_used_, count);
  head_used_ += count;
  return count;
}

}  // namespace mlrun
