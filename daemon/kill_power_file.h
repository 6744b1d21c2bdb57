// The file that says that this shutdown is to turn UPSes off: written before the shutdown is ordered, read by
// `upsmdd --kill-power` when nothing else runs any more. TOML, with all that is needed to speak to each UPS, because by
// then the configuration may be another, or out of reach.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "core/result.h"
#include "daemon/config.h"
#include "daemon/config_reader.h"

namespace upsmd::daemon {

struct KillOrder {
    UpsConfig ups;                   // name, port and options
    std::chrono::seconds delay{0};   // not before, 0..86400
    std::string remembered;          // found_line_text() of what `auto` has found; may be empty
};

std::string kill_orders_text(const std::vector<KillOrder>& orders);

struct KillOrdersRead {
    std::vector<KillOrder> orders;
    std::vector<ConfigProblem> problems;  // what is wrong is left out, the rest is to be done
};
KillOrdersRead read_kill_orders(std::string_view text);

// Owner: the daemon. The file is there while anybody has ordered something.
class KillPowerFile {
  public:
    explicit KillPowerFile(std::string path) : path_(std::move(path)) {}

    const std::string& path() const { return path_; }
    // Of an earlier run. Error: it is there and cannot be removed.
    Result<void> remove_old();
    Result<void> order(const std::string& who, std::vector<KillOrder> orders);
    Result<void> drop(const std::string& who);

  private:
    Result<void> write();

    std::string path_;
    std::map<std::string, std::vector<KillOrder>> orders_;
};

}  // namespace upsmd::daemon
