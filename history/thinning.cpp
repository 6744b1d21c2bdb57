#include "history/thinning.h"

#include <algorithm>

namespace upsmd::history {
namespace {

std::optional<std::int64_t> oldest_sample(Database& database) {
    Statement first(database, "SELECT time FROM sample ORDER BY time LIMIT 1");
    if (!first.row()) return std::nullopt;
    return first.number(0);
}

void drop(Database& database, const char* keep_what_holds, const char* remove, std::int64_t cut) {
    if (keep_what_holds != nullptr) Statement(database, keep_what_holds).bind(cut).run();
    Statement(database, remove).bind(cut).run();
}

}  // namespace

std::int64_t bucket_of(std::int64_t time) {
    const std::int64_t rest = ((time % kBucket) + kBucket) % kBucket;  // before 1970 too
    return time - rest;
}

// The values of one series within one bucket, each weighted with the time it held.
struct Thinner::Weight {
    std::optional<double> now, low, high;
    double sum = 0.0;
    double known = 0.0;
    std::int64_t since = 0;

    void hold_until(std::int64_t time) {
        if (now) {
            sum += *now * static_cast<double>(time - since);
            known += static_cast<double>(time - since);
        }
        since = time;
    }

    void change(std::int64_t time, std::optional<double> value) {
        hold_until(time);
        now = value;
        if (!value) return;
        low = low ? std::min(*low, *value) : *value;
        high = high ? std::max(*high, *value) : *value;
    }

    Mean mean() const {
        if (known <= 0.0) return {};
        return {low, std::clamp(sum / known, *low, *high), high};  // the sum is rounded
    }
};

void Thinner::write(std::int64_t series, std::int64_t bucket, const Mean& mean) {
    const auto known = last_.find(series);
    // An earlier bucket (the clock was set back) is never "as the last one".
    if (known != last_.end() && known->second.bucket < bucket && known->second.mean == mean) return;
    Statement(database_, "INSERT OR REPLACE INTO mean VALUES(?, ?, ?, ?, ?)")
        .bind(bucket).bind(series).bind(mean.low).bind(mean.mean).bind(mean.high).run();
    last_[series] = {bucket, mean};
}

bool Thinner::step(std::int64_t cutoff) {
    const std::optional<std::int64_t> oldest = oldest_sample(database_);
    if (!oldest) return false;
    const std::int64_t bucket = bucket_of(*oldest);
    const std::int64_t end = bucket + kBucket;
    if (end > cutoff) return false;

    std::map<std::int64_t, Weight> weights;
    Statement rows(database_, "SELECT time, series, value FROM sample WHERE time < ? ORDER BY time");
    rows.bind(end);
    while (rows.row()) weights[rows.number(1)].change(rows.number(0), rows.real(2));
    Statement(database_, "DELETE FROM sample WHERE time < ?").bind(end).run();

    // What holds at the bucket's end is carried to where the next samples are, so that nothing between is gone through.
    const std::optional<std::int64_t> next = oldest_sample(database_);
    const std::int64_t carry_to = next ? std::min(bucket_of(*next), cutoff) : cutoff;
    for (auto& [series, weight] : weights) {
        weight.hold_until(end);
        write(series, bucket, weight.mean());
        if (!weight.now || carry_to > end) write(series, end, {weight.now, weight.now, weight.now});
        if (!weight.now) continue;
        Statement(database_, "INSERT OR IGNORE INTO sample VALUES(?, ?, ?)")
            .bind(carry_to).bind(series).bind(weight.now).run();
    }
    return true;
}

void drop_means(Database& database, std::int64_t cut) {
    drop(database,
         "INSERT OR IGNORE INTO mean SELECT ?1, series, low, mean, high FROM "
         "(SELECT series, low, mean, high, max(time) FROM mean WHERE time < ?1 GROUP BY series) WHERE mean IS NOT NULL",
         "DELETE FROM mean WHERE time < ?", cut);
}

void drop_states(Database& database, std::int64_t cut) {
    drop(database,
         "INSERT OR IGNORE INTO state SELECT ?1, ups, state, words FROM "
         "(SELECT ups, state, words, max(time) FROM state WHERE time < ?1 GROUP BY ups) WHERE state IS NOT NULL",
         "DELETE FROM state WHERE time < ?", cut);
}

void drop_events(Database& database, std::int64_t cut) {
    drop(database, nullptr, "DELETE FROM event WHERE time < ?", cut);
}

}  // namespace upsmd::history
