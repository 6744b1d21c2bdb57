// A history in a temporary folder, on virtual time.
#pragma once

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "history/reader.h"
#include "history/store.h"

namespace upsmd::history {

using namespace std::chrono_literals;

// 2026-11-26 00:00:00 UTC, the beginning of a bucket.
inline constexpr Stamp kStart{std::chrono::sys_days(std::chrono::year(2026) / 11 / 26)};

class Folder {
  public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "upsmd-history-XXXXXX").string();
        path_ = mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string file() const { return (path_ / "history.db").string(); }
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

inline std::unique_ptr<Store> open_store(const std::string& path, const Limits& limits = {}) {
    Result<std::unique_ptr<Store>> store = Store::open(path, limits);
    return store ? std::move(*store) : nullptr;
}

inline Batch samples(Variable variable, std::initializer_list<std::pair<Stamp, std::optional<double>>> values,
                     const std::string& ups = "ups") {
    Batch batch;
    for (const auto& [time, value] : values) {
        batch.samples.push_back({ups, variable, time, value});
        batch.alive = {{ups, time}};
    }
    return batch;
}

inline Record read(const std::string& path, Stamp from, Stamp to, const std::string& ups = "ups") {
    const Result<std::unique_ptr<Reader>> reader = Reader::open(path);
    if (!reader) return {};
    const Result<Record> record = (*reader)->read(ups, from, to);
    return record ? *record : Record{};
}

inline std::vector<Point> points(const Record& record, const std::string& name) {
    for (const Series& series : record.series)
        if (series.name == name) return series.points;
    return {};
}

}  // namespace upsmd::history
