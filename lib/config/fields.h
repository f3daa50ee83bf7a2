#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/json.h"

namespace mlrun {

// The values a number may take. Each end belongs to the range unless it is open; an end that is not
// given is no limit. {0, 1}: from 0 to 1. {.low = 0, .low_open = true}: above 0.
struct Bounds {
  static constexpr double kNone = 1e300;
  double low = -kNone;
  double high = kNone;
  bool low_open = false;
  bool high_open = false;

  bool contains(double value) const;
  // " from 1 to 9", " of at least 0 and below 1", " above 0"; empty without limits.
  std::string text() const;
};

// One declaration of an options struct serves reading, writing and describing it:
//   void describe(FieldVisitor& v, DenseOptions& o) { v.real("dropout", o.dropout, {0, 1}, "...");
//   }
// A section is an object inside the object; a dotted path ("train.optimizer.lr") names a field.
class FieldVisitor {
 public:
  virtual ~FieldVisitor() = default;
  virtual void boolean(const char* key, bool& value, const char* about) = 0;
  virtual void integer(const char* key, int64_t& value, Bounds bounds, const char* about) = 0;
  virtual void real(const char* key, double& value, Bounds bounds, const char* about) = 0;
  virtual void text(const char* key, std::string& value, const char* about) = 0;
  // One of `choices`.
  virtual void choice(const char* key, std::string& value, const std::vector<std::string>& choices,
                      const char* about) = 0;
  // A list; the bounds hold for each number in it.
  virtual void integers(const char* key, std::vector<int64_t>& values, Bounds bounds,
                        const char* about) = 0;
  virtual void texts(const char* key, std::vector<std::string>& values, const char* about) = 0;
  virtual void begin_section(const char* key, const char* about) = 0;
  virtual void end_section() = 0;
};

// Struct -> JSON object with every field, in the order of its declaration.
class FieldWriter final : public FieldVisitor {
 public:
  FieldWriter();
  const Json& json() const { return stack_.front(); }
  void boolean(const char* key, bool& value, const char* about) override;
  void integer(const char* key, int64_t& value, Bounds bounds, const char* about) override;
  void real(const char* key, double& value, Bounds bounds, const char* about) override;
  void text(const char* key, std::string& value, const char* about) override;
  void choice(const char* key, std::string& value, const std::vector<std::string>& choices,
              const char* about) override;
  void integers(const char* key, std::vector<int64_t>& values, Bounds bounds,
                const char* about) override;
  void texts(const char* key, std::vector<std::string>& values, const char* about) override;
  void begin_section(const char* key, const char* about) override;
  void end_section() override;

 private:
  std::vector<Json> stack_;
  std::vector<std::string> names_;
};

// JSON object -> struct. Absent keys keep their values; wrong types, values out of bounds and
// unknown keys (with the nearest known one) are collected: `train.epochs: expected an integer from
// 1 to 9, got "ten"`, `unknown key "train.epoch"; did you mean "train.epochs"?`.
class FieldReader final : public FieldVisitor {
 public:
  // Requires json to outlive the reader.
  explicit FieldReader(const Json& json);
  // All mistakes, after the visit; calling it ends the reading of the outermost object.
  std::vector<std::string> mistakes();
  void boolean(const char* key, bool& value, const char* about) override;
  void integer(const char* key, int64_t& value, Bounds bounds, const char* about) override;
  void real(const char* key, double& value, Bounds bounds, const char* about) override;
  void text(const char* key, std::string& value, const char* about) override;
  void choice(const char* key, std::string& value, const std::vector<std::string>& choices,
              const char* about) override;
  void integers(const char* key, std::vector<int64_t>& values, Bounds bounds,
                const char* about) override;
  void texts(const char* key, std::vector<std::string>& values, const char* about) override;
  void begin_section(const char* key, const char* about) override;
  void end_section() override;

 private:
  struct Frame {
    const Json* object;  // null: absent, or not an object
    std::string path;    // with its dot at the end; empty for the outermost
    std::vector<std::string> known;
  };
  const Json* find(const char* key);
  const Json* find_list(const char* key, const std::string& what);
  void expected(const std::string& path, const std::string& what, const Json& got);
  void note_unknown(const Frame& frame);
  std::vector<Frame> frames_;
  std::vector<std::string> mistakes_;
  std::vector<std::string> known_;    // paths of everything visited
  std::vector<std::string> unknown_;  // paths of what no field took
};

// Struct -> JSON Schema (draft 2020-12) of its object; the values are the defaults.
class FieldSchema final : public FieldVisitor {
 public:
  FieldSchema();
  Json json() const;
  void boolean(const char* key, bool& value, const char* about) override;
  void integer(const char* key, int64_t& value, Bounds bounds, const char* about) override;
  void real(const char* key, double& value, Bounds bounds, const char* about) override;
  void text(const char* key, std::string& value, const char* about) override;
  void choice(const char* key, std::string& value, const std::vector<std::string>& choices,
              const char* about) override;
  void integers(const char* key, std::vector<int64_t>& values, Bounds bounds,
                const char* about) override;
  void texts(const char* key, std::vector<std::string>& values, const char* about) override;
  void begin_section(const char* key, const char* about) override;
  void end_section() override;

 private:
  void add(const char* key, const Json& schema, const char* about);
  std::vector<Json> stack_;
  std::vector<std::string> names_;
};

}  // namespace mlrun
