#include "history/reader.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

#include "history/schema.h"

namespace upsmd::history {
namespace {

std::int64_t number(Stamp time) { return time.time_since_epoch().count(); }

Stamp stamp(std::int64_t milliseconds) { return Stamp(std::chrono::milliseconds(milliseconds)); }

std::optional<State> state_of(const Statement& row, int column) {
    if (row.null(column)) return std::nullopt;
    for (const State state : {State::online, State::on_battery, State::low_battery})
        if (row.number(column) == static_cast<std::int64_t>(state)) return state;
    return State::no_comm;
}

using Points = std::map<std::int64_t, std::vector<Point>>;  // by series

// The rows of `sample` and `mean`, each series' last one up to `from` among them.
void read_points(Database& database, std::int64_t ups, Stamp from, Stamp to, Points& points) {
    for (const bool thinned : {true, false}) {
        const char* const columns = thinned ? "series, time, low, mean, high" : "series, time, value, value, value";
        const std::string of_ups = std::string(thinned ? " FROM mean" : " FROM sample") +
                                   " WHERE series IN (SELECT id FROM series WHERE ups = ?1) AND ";
        const std::string at_begin =
            "SELECT " + std::string(columns) + ", max(time)" + of_ups + "time <= ?2 GROUP BY series";
        const std::string between =
            "SELECT " + std::string(columns) + of_ups + "time > ?2 AND time <= ?3 ORDER BY time";
        Statement first(database, at_begin.c_str());
        first.bind(ups).bind(number(from));
        Statement rest(database, between.c_str());
        rest.bind(ups).bind(number(from)).bind(number(to));
        for (Statement* const rows : {&first, &rest})
            while (rows->row())
                points[rows->number(0)].push_back(
                    {stamp(rows->number(1)), rows->real(2), rows->real(3), rows->real(4), thinned});
    }
}

// The writer may be running, or have been killed: what is behind its last sign of life is not known. As in store.cpp.
Stamp end_of_known(Stamp alive, Stamp last) { return std::max(alive, last) + std::chrono::milliseconds(1); }

// In order, beginning at `from`, each change once, and unknown from `alive` on.
std::vector<Point> put_in_order(std::vector<Point> points, Stamp from, Stamp to, Stamp alive) {
    std::stable_sort(points.begin(), points.end(), [](const Point& a, const Point& b) { return a.time < b.time; });
    const bool holds = !points.empty() && points.back().value;
    if (holds) {
        const Stamp end = end_of_known(alive, points.back().time);
        if (end < to) points.push_back({end, {}, {}, {}, false});
    }
    std::vector<Point> ordered;
    for (Point& point : points) {
        point.time = std::max(point.time, from);
        // A sample and a mean of the same time: the sample, which is the later half of the pair, is exact.
        if (!ordered.empty() && ordered.back().time == point.time) ordered.pop_back();
        ordered.push_back(point);
    }
    const auto unknown = [](const Point& point) { return !point.value; };
    ordered.erase(ordered.begin(), std::find_if_not(ordered.begin(), ordered.end(), unknown));
    return ordered;
}

std::vector<StateChange> read_states(Database& database, std::int64_t id, const std::string& ups, Stamp from, Stamp to,
                                     Stamp alive) {
    Statement rows(database,
                   "SELECT time, state, words FROM state WHERE ups = ?1 AND time <= ?3 AND time >= "
                   "coalesce((SELECT max(time) FROM state WHERE ups = ?1 AND time <= ?2), ?2) ORDER BY time");
    rows.bind(id).bind(number(from)).bind(number(to));
    std::vector<StateChange> states;
    while (rows.row()) states.push_back({ups, stamp(rows.number(0)), state_of(rows, 1), rows.text(2)});
    if (!states.empty() && states.back().state) {
        const Stamp end = end_of_known(alive, states.back().time);
        if (end < to) states.push_back({ups, end, std::nullopt, ""});
    }
    if (states.size() > 1 && states[1].time <= from) states.erase(states.begin());
    for (StateChange& change : states) change.time = std::max(change.time, from);
    if (!states.empty() && !states.front().state) states.erase(states.begin());
    return states;
}

std::vector<Event> read_events(Database& database, std::int64_t id, const std::string& ups, Stamp from, Stamp to) {
    Statement rows(database,
                   "SELECT time, kind, text FROM event WHERE ups = ? AND time >= ? AND time <= ? ORDER BY time, id");
    rows.bind(id).bind(number(from)).bind(number(to));
    std::vector<Event> events;
    while (rows.row()) events.push_back({ups, stamp(rows.number(0)), rows.text(1), rows.text(2)});
    return events;
}

}  // namespace

Reader::Reader(std::string path) : path_(std::move(path)), database_(path_, Database::Access::read) {}

Result<std::unique_ptr<Reader>> Reader::open(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::exists(path, error)) {
        if (error) return Error{ErrorCode::io, path + ": " + error.message(), error.value()};
        return Error{ErrorCode::not_found, path + ": no such file"};
    }
    try {
        std::unique_ptr<Reader> reader(new Reader(path));
        prepare_for_reading(reader->database_);
        return reader;
    } catch (const SqlError& failure) {
        return failure.as_error(path);
    }
}

Result<std::vector<UpsSummary>> Reader::upses() {
    try {
        std::vector<UpsSummary> found;
        Statement rows(database_,
                       "SELECT name, alive, min(ifnull((SELECT min(time) FROM state WHERE ups = ups.id), 9e18), "
                       "ifnull((SELECT min(time) FROM event WHERE ups = ups.id), 9e18), "
                       "ifnull((SELECT min(time) FROM mean JOIN series ON series.id = series "
                       "WHERE series.ups = ups.id), 9e18), "
                       "ifnull((SELECT min(time) FROM sample JOIN series ON series.id = series "
                       "WHERE series.ups = ups.id), 9e18)) "
                       "FROM ups ORDER BY name");
        while (rows.row()) {
            UpsSummary summary{rows.text(0), stamp(rows.number(1)), std::nullopt};
            const std::optional<double> oldest = rows.real(2);
            if (oldest && *oldest < 9e18) summary.oldest = stamp(rows.number(2));
            found.push_back(std::move(summary));
        }
        return found;
    } catch (const SqlError& failure) {
        return failure.as_error(path_);
    }
}

Result<Record> Reader::read(const std::string& ups, Stamp from, Stamp to) {
    try {
        // One snapshot for all of it, while the writer goes on.
        database_.run("BEGIN");
        struct End {
            Database& database;
            ~End() { sqlite3_exec(database.handle(), "COMMIT", nullptr, nullptr, nullptr); }
        } const end{database_};

        Statement found(database_, "SELECT id, alive FROM ups WHERE name = ?");
        found.bind(ups);
        if (!found.row()) return Error{ErrorCode::not_found, path_ + ": nothing is known of a UPS '" + ups + "'"};
        const std::int64_t id = found.number(0);
        const Stamp alive = stamp(found.number(1));

        if (alive > from && alive < to && to - alive < kLag) to = alive;

        Record record{ups, from, to, {}, {}, {}};
        Points points;
        read_points(database_, id, from, to, points);
        Statement names(database_, "SELECT id, name FROM series WHERE ups = ? ORDER BY name");
        names.bind(id);
        while (names.row()) {
            Series series{names.text(1), put_in_order(std::move(points[names.number(0)]), from, to, alive)};
            if (!series.points.empty()) record.series.push_back(std::move(series));
        }
        record.states = read_states(database_, id, ups, from, to, alive);
        record.events = read_events(database_, id, ups, from, to);
        return record;
    } catch (const SqlError& failure) {
        return failure.as_error(path_);
    }
}

}  // namespace upsmd::history
