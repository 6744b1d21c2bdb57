// Writes the history. What it costs: one transaction a batch, one sync.
//
// Owner: whoever writes, one at a time for a file. Thread: one at a time; every call may wait for the disk, and up to 5 s for
// a lock. Reads no clock.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "core/result.h"
#include "history/database.h"
#include "history/thinning.h"
#include "history/types.h"

namespace upsmd::history {

class Store {
  public:
    // Opens or makes the database. What a writer that was killed had left open is closed at the time it last wrote.
    // Errors: malformed: the file is damaged, or no database (move_aside makes room for a new one); others: it cannot be
    // used, and is left as it is. The message begins with the path.
    static Result<std::unique_ptr<Store>> open(const std::string& path, const Limits& limits);

    // All or nothing. After an error the batch can be tried again; after malformed, with a new store only.
    Result<void> append(const Batch& batch);

    // Thins and drops by age, a bounded amount at a time. True: there is more to do. `now`: only a clock that is known to
    // be right, for what it takes to be old is gone.
    Result<bool> tidy(Stamp now);

    // Keeps to Limits::bytes. After each append: it looks at one number unless the limit is passed.
    Result<void> bound();

    std::uint64_t bytes();  // in use, without the log beside it; 0 where that cannot be told

  private:
    Store(std::string path, const Limits& limits);

    void prepare();
    std::int64_t ups_id(const std::string& name, Stamp time);
    std::int64_t series_id(std::int64_t ups, std::string_view variable);
    void insert(const Batch& batch);
    template <typename Work>
    auto guarded(Work work) -> Result<decltype(work())>;

    std::string path_;
    Limits limits_;
    Database database_;
    Thinner thinner_;
    std::int64_t last_drop_ = 0;
    std::map<std::string, std::int64_t> ups_ids_;
    std::map<std::pair<std::int64_t, std::string>, std::int64_t> series_ids_;
};

}  // namespace upsmd::history
