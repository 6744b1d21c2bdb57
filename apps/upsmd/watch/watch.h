// `upsmd watch`: all drivers of some folders, on the terminal or as a table once.
#pragma once

#include <string>
#include <vector>

#include "apps/upsmd/watch/model.h"

namespace upsmd::watch {

struct Options {
    std::vector<std::string> folders;
    SortBy sorting = SortBy::trouble;
    bool ascii = false;    // bars of ASCII whatever the locale
    bool colours = true;
};

// Until `q` or a signal. Returns the exit code.
int watch_on_terminal(const Options& options);

// Prints the table to standard output once every driver has told all or failed, after 3 s at the latest. Returns the
// exit code: 0 when every UPS that was found gives data, 2 when one does not or there is none.
int print_table_once(const Options& options);

}  // namespace upsmd::watch
