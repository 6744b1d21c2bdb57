// The tables, and how their file is opened.
//
//   ups     name, and until when what is known of it held (`alive`)
//   series  one variable of one UPS
//   sample  every change, as long as full detail is kept
//   mean    older: lowest, mean and highest value of 10 minutes. Holds until the series' next row, as a sample does
//   state   state (core/state.h) and words of ups.status; no state: not watched
//   event   time, kind, text
//
// Times are milliseconds since 1970, UTC. `sample` and `mean` are ordered by time first, so that a batch touches one or two
// pages at the end of the file instead of one for each series: flash is written less.
#pragma once

#include <string>

#include "history/database.h"

namespace upsmd::history {

// A file of another program or of a newer version is refused with SqlError (SQLITE_MISMATCH) and left as it is.
void prepare_for_writing(Database& database);
void prepare_for_reading(Database& database);

}  // namespace upsmd::history
