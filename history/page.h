// The history as one HTML page that needs nothing else: no script, no network.
#pragma once

#include <string>
#include <vector>

#include "history/reader.h"

namespace upsmd::history {

std::string make_page(const std::vector<Record>& records, Stamp made);

}  // namespace upsmd::history
