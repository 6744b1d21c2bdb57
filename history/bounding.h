// Keeps the database below its limit.
#pragma once

#include <cstdint>

#include "history/thinning.h"

namespace upsmd::history {

// Of the pages in use; the log beside the database is bounded by SQLite (schema.cpp).
std::uint64_t used_bytes(Database& database);

// Thins or drops the oldest tenth of the largest table until the database is below 9/10 of `limit`, if it is above `limit`.
// In the caller's transaction. Returns whether it did anything.
bool bound(Database& database, Thinner& thinner, std::uint64_t limit);

// Gives free pages back to the file system, a few at a time. Outside of any transaction.
void give_back(Database& database);

}  // namespace upsmd::history
