// Old samples become the lowest, mean and highest value of 10 minutes; what is older still goes.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "history/database.h"

namespace upsmd::history {

inline constexpr std::int64_t kBucket = 600'000;  // milliseconds

// The beginning of the 10 minutes that `time` lies in.
std::int64_t bucket_of(std::int64_t time);

// Thread: one at a time. Everything in the caller's transaction. Times as in the tables.
class Thinner {
  public:
    explicit Thinner(Database& database) : database_(database) {}

    // Thins the oldest 10 minutes in which there are samples. False: they are not over before `cutoff`, which is the
    // beginning of a bucket. Never more than one bucket's work, however far the clock has jumped.
    bool step(std::int64_t cutoff);

    // After a rollback: nothing is known of what stands in the table.
    void forget() { last_.clear(); }

  private:
    struct Mean {
        std::optional<double> low, mean, high;
        bool operator==(const Mean&) const = default;
    };
    struct Written {
        std::int64_t bucket = 0;
        Mean mean;
    };
    struct Weight;

    void write(std::int64_t series, std::int64_t bucket, const Mean& mean);

    Database& database_;
    std::map<std::int64_t, Written> last_;  // by series: a value that stays is not written again
};

// Drop what is older than `cut`; a value or state that still holds then is moved to `cut`.
void drop_means(Database& database, std::int64_t cut);
void drop_states(Database& database, std::int64_t cut);
void drop_events(Database& database, std::int64_t cut);

}  // namespace upsmd::history
