// Reads the history, also while a writer writes: what was committed last when a call began.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "history/database.h"
#include "history/types.h"

namespace upsmd::history {

// Holds until the next point. No value: unknown. Of thinned rows `low` and `high` are the extremes of 10 minutes and `value`
// is their mean; of samples all three are the same.
struct Point {
    Stamp time{};
    std::optional<double> low, value, high;
    bool thinned = false;
};

struct Series {
    std::string name;  // NUT's: "input.voltage"
    std::vector<Point> points;
};

// Between `from` and `to`, in the order of time. What holds at `from` begins at `from`.
struct Record {
    std::string ups;
    Stamp from{};
    Stamp to{};
    std::vector<Series> series;  // by name
    std::vector<StateChange> states;
    std::vector<Event> events;
};

struct UpsSummary {
    std::string name;
    Stamp alive{};                // what is known was last known to hold then
    std::optional<Stamp> oldest;  // of anything that is kept
};

// Thread: one at a time. Never changes the database.
class Reader {
  public:
    // Errors: not_found: there is no such file; malformed: it is damaged; others as the system says.
    static Result<std::unique_ptr<Reader>> open(const std::string& path);

    Result<std::vector<UpsSummary>> upses();
    // not_found: no such UPS. `from` not after `to`. Where `to` is less than kLag behind the last sign of life, the record
    // ends with that: its writer may be running, and says the rest later.
    Result<Record> read(const std::string& ups, Stamp from, Stamp to);

  private:
    explicit Reader(std::string path);

    std::string path_;
    Database database_;
};

}  // namespace upsmd::history
