#include "history/bounding.h"

#include <array>

namespace upsmd::history {
namespace {

constexpr int kRounds = 40;  // a tenth each: what is left after so many is next to nothing

struct Table {
    const char* count;
    const char* tenth;  // the time of the row behind the oldest tenth
    void (*drop)(Database&, std::int64_t);  // nullptr: samples, which are thinned
};

constexpr std::array kTables{
    Table{"SELECT count(*) FROM sample", "SELECT time FROM sample ORDER BY time LIMIT 1 OFFSET ?", nullptr},
    Table{"SELECT count(*) FROM mean", "SELECT time FROM mean ORDER BY time LIMIT 1 OFFSET ?", drop_means},
    Table{"SELECT count(*) FROM state", "SELECT time FROM state ORDER BY time LIMIT 1 OFFSET ?", drop_states},
    Table{"SELECT count(*) FROM event", "SELECT time FROM event ORDER BY time LIMIT 1 OFFSET ?", drop_events},
};

void shorten(Database& database, Thinner& thinner) {
    const Table* largest = nullptr;
    std::int64_t rows = 0;
    for (const Table& table : kTables) {
        const std::int64_t count = database.number(table.count);
        if (count > rows) {
            rows = count;
            largest = &table;
        }
    }
    if (largest == nullptr) return;
    Statement tenth(database, largest->tenth);
    tenth.bind(rows / 10 + 1);
    const bool more = tenth.row();
    if (!more) return;
    const std::int64_t cut = bucket_of(tenth.number(0)) + kBucket;
    if (largest->drop != nullptr) {
        largest->drop(database, cut);
        return;
    }
    while (thinner.step(cut)) {
    }
}

}  // namespace

std::uint64_t used_bytes(Database& database) {
    const std::int64_t pages = database.number("PRAGMA page_count") - database.number("PRAGMA freelist_count");
    return static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(database.number("PRAGMA page_size"));
}

bool bound(Database& database, Thinner& thinner, std::uint64_t limit) {
    if (used_bytes(database) <= limit) return false;
    for (int round = 0; round < kRounds && used_bytes(database) > limit / 10 * 9; ++round) shorten(database, thinner);
    thinner.forget();  // rows that it has written may be gone
    return true;
}

void give_back(Database& database) {
    if (database.number("PRAGMA freelist_count") > 256) database.run("PRAGMA incremental_vacuum(256)");
}

}  // namespace upsmd::history
