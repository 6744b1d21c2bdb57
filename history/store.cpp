#include "history/store.h"

#include <chrono>

#include "history/bounding.h"
#include "history/schema.h"

namespace upsmd::history {
namespace {

constexpr int kBucketsAtOnce = 36;
constexpr std::int64_t kDropStep = 24 * 6 * kBucket;  // a day
constexpr std::size_t kLongestText = 500;

std::int64_t number(Stamp time) { return time.time_since_epoch().count(); }

std::int64_t number(std::chrono::hours span) { return std::chrono::milliseconds(span).count(); }

// A series and a state that were open when their writer ended without a word are closed where it was last known alive.
void close_what_was_left(Database& database) {
    Transaction transaction(database);
    database.run(
        "INSERT OR IGNORE INTO sample SELECT max(last.time, ups.alive) + 1, last.series, NULL FROM "
        "(SELECT series, value, max(time) AS time FROM (SELECT series, value, time FROM sample UNION ALL "
        "SELECT series, mean, time FROM mean) GROUP BY series) AS last "
        "JOIN series ON series.id = last.series JOIN ups ON ups.id = series.ups WHERE last.value IS NOT NULL");
    database.run(
        "INSERT OR IGNORE INTO state SELECT max(last.time, ups.alive) + 1, last.ups, NULL, '' FROM "
        "(SELECT ups, state, max(time) AS time FROM state GROUP BY ups) AS last "
        "JOIN ups ON ups.id = last.ups WHERE last.state IS NOT NULL");
    transaction.commit();
}

}  // namespace

template <typename Work>
auto Store::guarded(Work work) -> Result<decltype(work())> {
    try {
        if constexpr (std::is_void_v<decltype(work())>) {
            work();
            return {};
        } else {
            return work();
        }
    } catch (const SqlError& error) {
        // What was written in vain must not be taken for written.
        thinner_.forget();
        ups_ids_.clear();
        series_ids_.clear();
        return error.as_error(path_);
    }
}

Store::Store(std::string path, const Limits& limits)
    : path_(std::move(path)), limits_(limits), database_(path_, Database::Access::write), thinner_(database_) {}

Result<std::unique_ptr<Store>> Store::open(const std::string& path, const Limits& limits) {
    try {
        std::unique_ptr<Store> store(new Store(path, limits));
        prepare_for_writing(store->database_);
        close_what_was_left(store->database_);
        return store;
    } catch (const SqlError& error) {
        return error.as_error(path);
    }
}

std::int64_t Store::ups_id(const std::string& name, Stamp time) {
    const auto known = ups_ids_.find(name);
    if (known != ups_ids_.end()) return known->second;
    Statement(database_, "INSERT OR IGNORE INTO ups(name, alive) VALUES(?, ?)").bind(name).bind(number(time)).run();
    Statement found(database_, "SELECT id FROM ups WHERE name = ?");
    found.bind(name);
    const std::int64_t id = found.row() ? found.number(0) : 0;
    ups_ids_[name] = id;
    return id;
}

std::int64_t Store::series_id(std::int64_t ups, std::string_view variable) {
    const std::pair key(ups, std::string(variable));
    const auto known = series_ids_.find(key);
    if (known != series_ids_.end()) return known->second;
    Statement(database_, "INSERT OR IGNORE INTO series(ups, name) VALUES(?, ?)").bind(ups).bind(variable).run();
    Statement found(database_, "SELECT id FROM series WHERE ups = ? AND name = ?");
    found.bind(ups).bind(variable);
    const std::int64_t id = found.row() ? found.number(0) : 0;
    series_ids_[key] = id;
    return id;
}

void Store::insert(const Batch& batch) {
    Statement sample(database_, "INSERT OR REPLACE INTO sample VALUES(?, ?, ?)");
    for (const Sample& row : batch.samples) {
        const std::int64_t series = series_id(ups_id(row.ups, row.time), variable_name(row.variable));
        sample.bind(number(row.time)).bind(series).bind(row.value).run();
    }
    Statement state(database_, "INSERT OR REPLACE INTO state VALUES(?, ?, ?, ?)");
    for (const StateChange& row : batch.states) {
        std::optional<double> value;  // an integer as far as SQLite's INTEGER column is concerned
        if (row.state) value = static_cast<double>(*row.state);
        state.bind(number(row.time)).bind(ups_id(row.ups, row.time)).bind(value).bind(row.words).run();
    }
    Statement event(database_, "INSERT INTO event(time, ups, kind, text) VALUES(?, ?, ?, ?)");
    for (const Event& row : batch.events) {
        const std::string_view text = std::string_view(row.text).substr(0, kLongestText);
        event.bind(number(row.time)).bind(ups_id(row.ups, row.time)).bind(row.kind).bind(text).run();
    }
    Statement alive(database_, "UPDATE ups SET alive = ? WHERE id = ?");
    for (const Alive& row : batch.alive) alive.bind(number(row.time)).bind(ups_id(row.ups, row.time)).run();
}

Result<void> Store::append(const Batch& batch) {
    return guarded([&] {
        Transaction transaction(database_);
        insert(batch);
        transaction.commit();
    });
}

Result<bool> Store::tidy(Stamp now) {
    return guarded([&] {
        const std::int64_t thin_before = bucket_of(number(now) - number(limits_.full));
        const std::int64_t drop_before = bucket_of(number(now) - number(limits_.keep));
        Transaction transaction(database_);
        int done = 0;
        while (done < kBucketsAtOnce && thinner_.step(thin_before)) ++done;
        if (drop_before >= last_drop_ + kDropStep || drop_before < last_drop_) {
            drop_means(database_, drop_before);
            drop_states(database_, drop_before);
            drop_events(database_, drop_before);
            last_drop_ = drop_before;
            thinner_.forget();
        }
        transaction.commit();
        give_back(database_);
        return done == kBucketsAtOnce;
    });
}

Result<void> Store::bound() {
    return guarded([&] {
        if (used_bytes(database_) <= limits_.bytes) return;
        Transaction transaction(database_);
        history::bound(database_, thinner_, limits_.bytes);
        transaction.commit();
        give_back(database_);
    });
}

std::uint64_t Store::bytes() {
    const Result<std::uint64_t> bytes = guarded([&] { return used_bytes(database_); });
    return bytes ? *bytes : 0;
}

}  // namespace upsmd::history
