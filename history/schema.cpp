#include "history/schema.h"

namespace upsmd::history {
namespace {

constexpr std::int64_t kApplication = 0x75'70'73'6d;  // "upsm"
constexpr std::int64_t kVersion = 1;

constexpr const char* kTables = R"(
PRAGMA application_id = 0x7570736d;
PRAGMA user_version = 1;
CREATE TABLE ups(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, alive INTEGER NOT NULL);
CREATE TABLE series(id INTEGER PRIMARY KEY, ups INTEGER NOT NULL, name TEXT NOT NULL, UNIQUE(ups, name));
CREATE TABLE sample(time INTEGER, series INTEGER, value REAL, PRIMARY KEY(time, series)) WITHOUT ROWID;
CREATE TABLE mean(time INTEGER, series INTEGER, low REAL, mean REAL, high REAL, PRIMARY KEY(time, series)) WITHOUT ROWID;
CREATE TABLE state(time INTEGER, ups INTEGER, state INTEGER, words TEXT, PRIMARY KEY(time, ups)) WITHOUT ROWID;
CREATE TABLE event(id INTEGER PRIMARY KEY, time INTEGER NOT NULL, ups INTEGER NOT NULL, kind TEXT NOT NULL,
                   text TEXT NOT NULL);
CREATE INDEX event_time ON event(time);
)";

// True: the file is ours. False: it holds nothing yet.
bool is_ours(Database& database) {
    const std::int64_t application = database.number("PRAGMA application_id");
    const std::int64_t version = database.number("PRAGMA user_version");
    if (application == 0 && database.number("SELECT count(*) FROM sqlite_master") == 0) return false;
    if (application != kApplication) throw SqlError(SQLITE_MISMATCH, "is another program's database");
    if (version != kVersion)
        throw SqlError(SQLITE_MISMATCH, "is version " + std::to_string(version) + ", this program knows " +
                                            std::to_string(kVersion));
    return true;
}

}  // namespace

void prepare_for_writing(Database& database) {
    const bool ours = is_ours(database);
    // Free pages go back to the file system. Must be said before the first table is made.
    if (!ours) database.run("PRAGMA auto_vacuum = INCREMENTAL");
    // The log before the data, synced at every commit: a power failure leaves the last commit whole.
    database.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 256;"
                 "PRAGMA journal_size_limit = 1048576");
    if (ours) {
        Statement check(database, "PRAGMA quick_check(1)");
        const bool sound = check.row() && check.text(0) == "ok";
        if (!sound) throw SqlError(SQLITE_CORRUPT, "is damaged");
    } else {
        Transaction transaction(database);
        database.run(kTables);
        transaction.commit();
    }
    // The log and its index stay when the last writer closes: somebody who may only read cannot make them.
    int keep = 1;
    sqlite3_file_control(database.handle(), "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
}

void prepare_for_reading(Database& database) {
    if (!is_ours(database)) throw SqlError(SQLITE_MISMATCH, "holds no history yet");
}

}  // namespace upsmd::history
