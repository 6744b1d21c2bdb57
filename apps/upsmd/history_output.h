// The history as text. A record is of one UPS; all records are of one period.
#pragma once

#include <string>
#include <vector>

#include "history/reader.h"

namespace upsmd {

// Tables for people. every_value: each change instead of the summary only.
std::string history_table(const std::vector<history::Record>& records, bool every_value);

// One object; see docs/history.md.
std::string history_json(const std::vector<history::Record>& records);

// time,ups,name,value,low,high; lines end with CR LF (RFC 4180).
std::string history_csv(const std::vector<history::Record>& records);

}  // namespace upsmd
