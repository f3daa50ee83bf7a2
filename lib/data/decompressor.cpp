#include "data/decompressor.h"

#include <zlib.h>
#include <zstd.h>

#include <array>

#include "core/error.h"

namespace mlrun {
namespace {

constexpr size_t kPiece = size_t{1} << 17;

using Sink = std::function<void(std::string_view)>;

[[noreturn]] void damaged(const std::string& file, std::string_view what, const char* why) {
  throw Error(ErrorKind::kData, file + ": the " + std::string(what) + " data is damaged: " + why);
}

[[noreturn]] void cut_short(const std::string& file, std::string_view what) {
  throw Error(ErrorKind::kData, file + ": the " + std::string(what) +
                                    " data ends in the middle; was the file copied whole?");
}

class Gunzip final : public Decompressor {
 public:
  explicit Gunzip(std::string file) : file_(std::move(file)) {
    constexpr int kGzipOnly = 16 + MAX_WBITS;
    if (inflateInit2(&stream_, kGzipOnly) != Z_OK) {
      throw Error(ErrorKind::kFailure, file_ + ": no memory to decompress it");
    }
  }
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;
  ~Gunzip() override { inflateEnd(&stream_); }

  void add(std::string_view bytes, const Sink& out) override {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    while (stream_.avail_in > 0) {
      if (ended_) next_member();
      if (padding_) return;
      inflate_some(out);
    }
  }

  void finish() override {
    if (!ended_) cut_short(file_, "gzip");
  }

 private:
  // Zeros behind the last member are padding, as tar and tapes leave it.
  void next_member() {
    padding_ = padding_ || *stream_.next_in == 0;
    if (padding_) return;
    inflateReset(&stream_);
    ended_ = false;
  }

  void inflate_some(const Sink& out) {
    int status = Z_OK;
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(piece_.data());
      stream_.avail_out = static_cast<uInt>(piece_.size());
      status = inflate(&stream_, Z_NO_FLUSH);
      if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) {
        damaged(file_, "gzip", stream_.msg != nullptr ? stream_.msg : "unknown reason");
      }
      out({piece_.data(), piece_.size() - stream_.avail_out});
    } while (status == Z_OK && stream_.avail_out == 0);
    ended_ = status == Z_STREAM_END;
  }

  std::string file_;
  z_stream stream_{};
  std::array<char, kPiece> piece_;
  bool ended_ = false;  // of a member
  bool padding_ = false;
};

class Unzstd final : public Decompressor {
 public:
  explicit Unzstd(std::string file)
      : file_(std::move(file)), stream_(ZSTD_createDStream(), ZSTD_freeDStream) {
    if (stream_ == nullptr) {
      throw Error(ErrorKind::kFailure, file_ + ": no memory to decompress it");
    }
  }

  void add(std::string_view bytes, const Sink& out) override {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    bool full = false;
    while (in.pos < in.size || full) {
      ZSTD_outBuffer piece{piece_.data(), piece_.size(), 0};
      open_ = ZSTD_decompressStream(stream_.get(), &piece, &in);
      if (ZSTD_isError(open_) != 0) damaged(file_, "zstd", ZSTD_getErrorName(open_));
      out({piece_.data(), piece.pos});
      full = piece.pos == piece.size && open_ != 0;
    }
  }

  void finish() override {
    if (open_ != 0) cut_short(file_, "zstd");
  }

 private:
  std::string file_;
  std::unique_ptr<ZSTD_DStream, size_t (*)(ZSTD_DStream*)> stream_;
  std::array<char, kPiece> piece_;
  size_t open_ = 1;  // 0 at the end of a frame
};

}  // namespace

Compression compression_of(std::string_view head) {
  using namespace std::string_view_literals;
  if (head.starts_with("\x1F\x8B"sv)) return Compression::kGzip;
  if (head.starts_with("\x28\xB5\x2F\xFD"sv)) return Compression::kZstd;
  return Compression::kNone;
}

std::string_view name(Compression compression) {
  switch (compression) {
    case Compression::kGzip:
      return "gzip";
    case Compression::kZstd:
      return "zstd";
    case Compression::kNone:
      break;
  }
  return "none";
}

std::unique_ptr<Decompressor> make_decompressor(Compression compression, std::string file) {
  if (compression == Compression::kGzip) return std::make_unique<Gunzip>(std::move(file));
  return std::make_unique<Unzstd>(std::move(file));
}

}  // namespace mlrun
