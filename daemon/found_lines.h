// What `auto` has found for each UPS, kept for the next start: it is asked first then.
#pragma once

#include <map>
#include <string>

#include "core/result.h"
#include "core/settings.h"

namespace upsmd::daemon {

// Owner: the daemon.
class FoundLines {
  public:
    // A file that is not there or cannot be read holds nothing.
    explicit FoundLines(std::string path);

    // FoundLine{}: nothing is known of this UPS at this port.
    FoundLine get(const std::string& ups, const std::string& port) const;
    Result<void> set(const std::string& ups, const std::string& port, const FoundLine& found);

  private:
    std::string path_;
    std::map<std::string, std::string> lines_;  // by UPS, as platform/found_line.h writes them
};

}  // namespace upsmd::daemon
