#include "nut/driver.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <set>
#include <string>
#include <utility>

#include "platform/clock.h"

namespace upsmd::nut {

namespace {

Error twice(const Section& section, const std::string& path) {
    return {ErrorCode::in_use, fmt::format("{}:{}: [{}] is there twice", path, section.line, section.name), 0};
}

}  // namespace

struct Driver::Running {
    Section section;  // as it was when this was begun
    DriverSection driver;
    std::unique_ptr<ServedUps> served;
    Fleet::Id id = 0;
    bool complete = false;
};

Driver::Driver(boost::asio::io_context& io, DriverPlaces places, Log& log)
    : io_(io),
      places_(std::move(places)),
      log_(log),
      opener_(make_port_opener(io)),
      runner_(io, *opener_, system_clock(), *this, log) {}

Driver::~Driver() {
    while (!by_name_.empty()) remove(by_name_.begin()->first);
}

Result<void> Driver::add(const Section& section, const std::string& path, bool wait_for_port) {
    if (by_name_.contains(section.name))
        return twice(section, path);
    Result<std::unique_ptr<Running>> begun = begin(section, path, wait_for_port);
    if (!begun) return begun.error();
    by_name_[section.name] = std::move(*begun);
    return {};
}

Result<std::unique_ptr<Driver::Running>> Driver::begin(const Section& section, const std::string& path,
                                                       bool wait_for_port) {
    Result<DriverSection> read = read_driver_section(section, path);
    if (!read) return read.error();
    auto running = std::make_unique<Running>();
    running->section = section;
    running->driver = std::move(*read);
    DriverSection& driver = running->driver;
    driver.served.program_commands = commands(section.name);
    running->served = std::make_unique<ServedUps>(io_, runner_, log_, driver.served);

    opening_ = running.get();
    const Result<Fleet::Id> id =
        wait_for_port
            ? Result<Fleet::Id>(runner_.add_when_possible(driver.port, *driver.choice.protocol, driver.choice.settings))
            : runner_.add(driver.port, *driver.choice.protocol, driver.choice.settings);
    if (id) find(*id);  // what the runner has not told of yet is made known
    opening_ = nullptr;
    if (!id) {
        std::erase_if(by_id_, [&running](const auto& each) { return each.second == running.get(); });
        return id.error();
    }
    if (places_.folder.empty()) return running;
    const std::string socket = fmt::format("{}/{}-{}", places_.folder, kDriverName, section.name);
    if (const Result<void> listening = running->served->listen(socket, places_.group); !listening) {
        by_id_.erase(*id);
        runner_.remove(*id);
        return listening.error();
    }
    return running;
}

std::map<std::string, std::function<void()>> Driver::commands(const std::string& name) {
    const auto reload = [this] {
        if (on_reload) on_reload();
    };
    return {{"driver.exit",
             [this, name] {
                 remove(name);
                 if (on_exit) on_exit(by_name_.size());
             }},
            {"driver.reload", reload},
            {"driver.reload-or-error", reload},
            {"driver.reload-or-exit", reload}};
}

void Driver::remove(const std::string& name) {
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) return;
    Running& running = *found->second;
    running.served->close();
    by_id_.erase(running.id);
    runner_.remove(running.id);
    by_name_.erase(found);
}

void Driver::update(const std::vector<Section>& sections, const std::string& path) {
    std::vector<std::string> gone;
    for (const auto& [name, running] : by_name_)
        if (std::ranges::find(sections, name, &Section::name) == sections.end()) gone.push_back(name);
    for (const std::string& name : gone) {
        log_.write(LogLevel::info, fmt::format("{}: is not in {} any more", name, path));
        remove(name);
    }
    std::set<std::string> seen;
    for (const Section& section : sections) {
        if (!seen.insert(section.name).second) {
            log_.write(LogLevel::error, twice(section, path).message);
            continue;
        }
        const auto found = by_name_.find(section.name);
        const bool is_new = found == by_name_.end();
        if (!is_new && section.faults.empty() && found->second->section.assignments == section.assignments) continue;
        if (const auto usable = read_driver_section(section, path); !usable) {
            log_.write(LogLevel::error, usable.error().message);
            if (!is_new) log_.write(LogLevel::error, section.name + ": goes on as it was");
            continue;
        }
        remove(section.name);
        if (const Result<void> added = add(section, path, true); !added)
            log_.write(LogLevel::error, added.error().message);
    }
}

ServedUps* Driver::find(const std::string& name) {
    const auto found = by_name_.find(name);
    return found != by_name_.end() ? found->second->served.get() : nullptr;
}

ServedUps* Driver::find(Fleet::Id id) {
    if (opening_ != nullptr && !by_id_.contains(id)) {
        by_id_[id] = opening_;
        opening_->id = id;
        opening_->served->watch(id);
    }
    const auto found = by_id_.find(id);
    return found != by_id_.end() ? found->second->served.get() : nullptr;
}

void Driver::on_state(Fleet::Id id, State state) {
    if (ServedUps* const served = find(id)) served->on_state(state);
    if (on_complete) boost::asio::post(io_, [this, id] { look_if_complete(id); });
}

void Driver::on_values(Fleet::Id id, const std::bitset<kVariableCount>& changed) {
    if (ServedUps* const served = find(id)) served->on_values(changed);
}

void Driver::on_event(Fleet::Id id, const SessionEvent& event) {
    if (ServedUps* const served = find(id)) served->on_event(event);
}

void Driver::on_wire(Fleet::Id id, bool received, Bytes) {
    if (ServedUps* const served = find(id)) served->on_wire(received);
    if (on_complete && !received) boost::asio::post(io_, [this, id] { look_if_complete(id); });
}

void Driver::look_if_complete(Fleet::Id id) {
    const auto found = by_id_.find(id);
    if (found == by_id_.end() || found->second->complete || !has_told_everything(runner_.session(id))) return;
    found->second->complete = true;
    on_complete(*found->second->served);
}

}  // namespace upsmd::nut
